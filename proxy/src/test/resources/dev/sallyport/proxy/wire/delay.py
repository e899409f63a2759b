"""Takes every frame that comes in at one interface out at the other, later by as much each way.

Arguments: two interfaces, and a delay in microseconds. Frames are taken with what is yet to be done
to them (PACKET_VNET_HDR): their segmentation and checksums are left to who left them to us.
Says "relaying" once it does, and ends when its input does.
"""

import collections
import os
import select
import socket
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23
ETH_P_ALL = 3
FRAME = 1 << 17


def open_port(interface):
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    port.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    port.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    port.bind((interface, ETH_P_ALL))
    port.setblocking(False)
    return port


def main(left, right, micros):
    delay = int(micros) * 1000
    left, right = open_port(left), open_port(right)
    other = {left: right, right: left}
    waiting = collections.deque()
    os.nice(-20)  # a busy machine is to add little
    print("relaying", flush=True)
    while True:
        rest = max(0, waiting[0][0] - time.monotonic_ns()) / 1e9 if waiting else None
        ready, _, _ = select.select([left, right, sys.stdin], [], [], rest)
        if sys.stdin in ready and not sys.stdin.buffer.read1(1):
            return
        for port in ready:
            if port in other:
                take(port, other[port], waiting, delay)
        while waiting and waiting[0][0] <= time.monotonic_ns():
            _, port, frame = waiting.popleft()
            port.send(frame)


def take(port, out, waiting, delay):
    """All that has come, so that what comes together leaves together."""
    while True:
        try:
            frame = port.recv(FRAME)
        except BlockingIOError:
            return
        waiting.append((time.monotonic_ns() + delay, out, frame))


main(*sys.argv[1:])
