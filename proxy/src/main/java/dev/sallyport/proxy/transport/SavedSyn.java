package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stood in the client's SYN, as Linux keeps it for a listener with {@code TCP_SAVE_SYN}.
 *
 * @param isn the initial sequence number
 * @param window as it stands in the header: a SYN's is never scaled
 * @param ttl the TTL, or in IPv6 the hop limit, that was left of what the client sent
 * @param mss the maximum segment size the client takes, null where it did not say
 * @param windowScale the shift count of windows to come, null where it does not scale
 * @param sack whether it takes selective acknowledgements
 * @param timestamps whether it sends timestamps
 */
public record SavedSyn(
    long isn,
    int window,
    int ttl,
    @Nullable Integer mss,
    @Nullable Integer windowScale,
    boolean sack,
    boolean timestamps) {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_SAVED_SYN = 28;

  /** Makes a listening socket keep the SYN of each connection until it is asked for. */
  static final ChannelOption<Integer> SAVE =
      new IntegerUnixChannelOption("TCP_SAVE_SYN", IPPROTO_TCP, 27);

  /** For the longest headers: IPv6 with options, and 60 octets of TCP. */
  private static final int ROOM = 256;

  private static final int IPV4_HEADER = 20;
  private static final int IPV4_TTL_AT = 8;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_NEXT_HEADER_AT = 6;
  private static final int IPV6_HOP_LIMIT_AT = 7;
  private static final int TCP = 6;
  private static final int TCP_HEADER = 20;

  /** Asks the kernel, which tells once; null where it or the transport cannot. */
  public static @Nullable SavedSyn of(Channel accepted) {
    return of(accepted, ROOM);
  }

  static @Nullable SavedSyn of(Channel accepted, int room) {
    if (!accepted.isOpen()
        || !(accepted instanceof UnixChannel unix)
        || !(unix.fd() instanceof Socket socket)) {
      return null;
    }
    ByteBuffer headers = ByteBuffer.allocate(room);
    try {
      socket.getRawOpt(IPPROTO_TCP, TCP_SAVED_SYN, headers);
    } catch (IOException | ChannelException unknown) { // closed; longer than the room
      return null;
    }
    return parse(headers.flip());
  }

  /**
   * Reads the headers of a packet (RFC 791, RFC 8200, RFC 9293).
   *
   * @param packet from the first octet of its IP header; what follows the headers does not matter
   * @return null for what is no such packet, or an IPv6 one with extension headers
   */
  static @Nullable SavedSyn parse(ByteBuffer packet) {
    int version = packet.limit() == 0 ? 0 : octet(packet, 0) >> 4;
    if (version == 4 && packet.limit() >= IPV4_HEADER) {
      int tcp = (octet(packet, 0) & 0xf) * 4;
      return parseTcp(packet, tcp, octet(packet, IPV4_TTL_AT));
    }
    if (version == 6
        && packet.limit() >= IPV6_HEADER
        && octet(packet, IPV6_NEXT_HEADER_AT) == TCP) {
      return parseTcp(packet, IPV6_HEADER, octet(packet, IPV6_HOP_LIMIT_AT));
    }
    return null;
  }

  private static @Nullable SavedSyn parseTcp(ByteBuffer packet, int at, int ttl) {
    if (packet.limit() < at + TCP_HEADER) {
      return null;
    }
    int end = at + (octet(packet, at + 12) >> 4) * 4;
    Options options = Options.parse(packet, at + TCP_HEADER, Math.min(end, packet.limit()));
    return new SavedSyn(
        packet.getInt(at + 4) & 0xffff_ffffL,
        packet.getShort(at + 14) & 0xffff,
        ttl,
        options.mss,
        options.windowScale,
        options.sack,
        options.timestamps);
  }

  private static int octet(ByteBuffer packet, int at) {
    return packet.get(at) & 0xff;
  }

  /** The options of a SYN (RFC 9293, section 3.2; RFC 7323; RFC 2018). */
  private static final class Options {
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int MSS = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int TIMESTAMPS = 8;

    private @Nullable Integer mss;
    private @Nullable Integer windowScale;
    private boolean sack;
    private boolean timestamps;

    static Options parse(ByteBuffer packet, int from, int end) {
      Options options = new Options();
      int at = from;
      while (at < end && octet(packet, at) != END) {
        if (octet(packet, at) == NO_OPERATION) {
          at++;
          continue;
        }
        int length = at + 1 < end ? octet(packet, at + 1) : 0;
        if (length < 2 || at + length > end) {
          break;
        }
        options.take(packet, at, length);
        at += length;
      }
      return options;
    }

    private void take(ByteBuffer packet, int at, int length) {
      switch (octet(packet, at)) {
        case MSS -> {
          if (length == 4) {
            mss = packet.getShort(at + 2) & 0xffff;
          }
        }
        case WINDOW_SCALE -> {
          if (length == 3) {
            windowScale = octet(packet, at + 2);
          }
        }
        case SACK_PERMITTED -> sack = true;
        case TIMESTAMPS -> timestamps = true;
        default -> {}
      }
    }
  }
}
