package dev.sallyport.proxy.kernel;

import dev.sallyport.proxy.kernel.KernelEvent.Kind;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code trace_pipe} that tells of a TCP socket:
 *
 * <pre>
 * python3-26315   [001] ..s2. 12615.375980: inet_sock_set_state: family=AF_INET … newstate=TCP_CLOSE
 * </pre>
 *
 * <p>The name of the task comes first and may be anything of up to 15 octets, so the line is
 * understood from its stamp on.
 */
record TraceLine(SocketPair socket, KernelEvent event) {

  private static final String STATE = ": inet_sock_set_state: ";
  private static final String RECEIVED = ": tcp_receive_reset: ";
  private static final String SENT = ": tcp_send_reset: ";
  private static final String RETRANSMIT = ": tcp_retransmit_skb: ";
  private static final String IPV4 = " family=AF_INET ";
  private static final String LOST = "[LOST ";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MICRO = 1000L;
  private static final int DECIMALS = 6;

  /** An RST that was sent, as it concerns the end that gets it, where that is on this host too. */
  TraceLine atPeer() {
    KernelEvent sent = event;
    return new TraceLine(
        socket.reversed(),
        new KernelEvent(sent.nanos(), Kind.PEER_RST_SENT, null, null, sent.reason()));
  }

  /** Returns what the line tells, or null for one of another kind or shape. */
  static @Nullable TraceLine parse(String line) {
    try {
      return understand(line);
    } catch (IllegalArgumentException otherShape) {
      return null;
    }
  }

  /** How many events the kernel says were lost before this line; 0 for any other line. */
  static long lost(String line) {
    int at = line.indexOf(LOST);
    if (!line.startsWith("CPU:") || at < 0) {
      return 0;
    }
    int from = at + LOST.length();
    int end = from;
    while (end < line.length() && Character.isDigit(line.charAt(end))) {
      end++;
    }
    return end == from ? 1 : Long.parseLong(line, from, end, 10);
  }

  private static @Nullable TraceLine understand(String line) {
    int at = line.indexOf(STATE);
    if (at >= 0) {
      KernelState from = KernelState.named(field(line, at, " oldstate="));
      KernelState to = KernelState.named(field(line, at, " newstate="));
      return from == null || to == null
          ? null
          : new TraceLine(
              fields(line, at), new KernelEvent(stamp(line, at), Kind.STATE, from, to, null));
    }
    at = line.indexOf(SENT);
    if (at >= 0) {
      SocketPair socket =
          new SocketPair(address(field(line, at, " src=")), address(field(line, at, " dest=")));
      return new TraceLine(socket, plain(line, at, Kind.RST_SENT, field(line, at, " reason=")));
    }
    at = line.indexOf(RECEIVED);
    if (at >= 0) {
      return new TraceLine(fields(line, at), plain(line, at, Kind.RST_RECEIVED, null));
    }
    at = line.indexOf(RETRANSMIT);
    return at < 0 ? null : new TraceLine(fields(line, at), plain(line, at, Kind.RETRANSMIT, null));
  }

  private static KernelEvent plain(String line, int at, Kind kind, @Nullable String reason) {
    return new KernelEvent(stamp(line, at), kind, null, null, reason);
  }

  /** The stamp that ends where the name of the event begins: seconds, a dot, six digits. */
  private static long stamp(String line, int end) {
    int dot = end - DECIMALS - 1;
    int from = line.lastIndexOf(' ', dot) + 1;
    if (from >= dot || line.charAt(dot) != '.') {
      throw new IllegalArgumentException("no stamp");
    }
    return Long.parseLong(line, from, dot, 10) * NANOS_PER_SECOND
        + Long.parseLong(line, dot + 1, end, 10) * NANOS_PER_MICRO;
  }

  /** An IPv4 socket is spared the longer form of its addresses, which is the slower to read. */
  private static SocketPair fields(String line, int at) {
    boolean ipv4 = line.startsWith(IPV4, line.indexOf(" family=", at));
    return new SocketPair(
        address(field(line, at, ipv4 ? " saddr=" : " saddrv6="), field(line, at, " sport=")),
        address(field(line, at, ipv4 ? " daddr=" : " daddrv6="), field(line, at, " dport=")));
  }

  private static String field(String line, int at, String name) {
    int from = line.indexOf(name, at);
    if (from < 0) {
      throw new IllegalArgumentException("no" + name);
    }
    int end = line.indexOf(' ', from + name.length());
    return line.substring(from + name.length(), end < 0 ? line.length() : end);
  }

  /** {@code 127.0.0.1:80} or {@code [::1]:80}. */
  private static InetSocketAddress address(String both) {
    int colon = both.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port");
    }
    boolean bracketed = both.startsWith("[") && both.charAt(colon - 1) == ']';
    String host = bracketed ? both.substring(1, colon - 1) : both.substring(0, colon);
    return address(host, both.substring(colon + 1));
  }

  private static InetSocketAddress address(String host, String port) {
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
    if (octets == null) {
      throw new IllegalArgumentException("no address");
    }
    try {
      // Makes an IPv4 address of one that is mapped into IPv6.
      return new InetSocketAddress(InetAddress.getByAddress(octets), Integer.parseInt(port));
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }
}
