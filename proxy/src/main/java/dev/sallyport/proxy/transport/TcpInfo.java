package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of a TCP connection at one moment: Linux's {@code struct tcp_info} ({@code
 * include/uapi/linux/tcp.h}), read where it is asked for. Every answer is of that moment; times are
 * in microseconds. Immutable.
 */
public final class TcpInfo {

  private static final int ESTABLISHED = 1;
  private static final int FIN_WAIT_1 = 4;
  private static final int FIN_WAIT_2 = 5;
  private static final int CLOSE = 7;
  private static final int CLOSE_WAIT = 8;
  private static final int LAST_ACK = 9;
  private static final int CLOSING = 11;

  private static final int SIZE = 232;
  private static final int STATE_AT = 0;
  private static final int UNACKED_AT = 24;
  private static final int LOST_AT = 32;
  private static final int RTT_AT = 68;
  private static final int RTTVAR_AT = 72;
  private static final int SND_CWND_AT = 80;
  private static final int TOTAL_RETRANS_AT = 100;
  private static final int BYTES_ACKED_AT = 120;
  private static final int BYTES_RECEIVED_AT = 128;
  private static final int NOT_SENT_AT = 144;
  private static final int MIN_RTT_AT = 148;
  private static final int BYTES_SENT_AT = 200;
  private static final int BYTES_RETRANS_AT = 208;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;

  private final ByteBuffer answer;

  private TcpInfo(ByteBuffer answer) {
    this.answer = answer.order(ByteOrder.nativeOrder());
  }

  /** Asks the kernel; null where the transport cannot or the descriptor is closed. */
  public static @Nullable TcpInfo of(Channel channel) {
    // Once it is closed, the number of its descriptor may be another connection's.
    if (!channel.isOpen()
        || !(channel instanceof UnixChannel unix)
        || !(unix.fd() instanceof Socket socket)) {
      return null;
    }
    ByteBuffer answer = ByteBuffer.allocate(SIZE);
    try {
      socket.getRawOpt(IPPROTO_TCP, TCP_INFO, answer);
    } catch (IOException closed) {
      return null;
    }
    return new TcpInfo(answer);
  }

  /** Whether our FIN is acknowledged and the peer's has not come (FIN_WAIT_2). */
  public boolean isFinAcked() {
    return state() == FIN_WAIT_2;
  }

  /**
   * Whether the peer's FIN has come while ours was not acknowledged, and still is not (CLOSING).
   */
  public boolean isCrossed() {
    return state() == CLOSING;
  }

  /**
   * Whether nothing is left of the connection: after an RST, or after both FINs were acknowledged.
   */
  public boolean isClosed() {
    return state() == CLOSE;
  }

  /**
   * Whether closing it with SO_LINGER 0 sends an RST (RFC 9293, section 3.10.5, ABORT): in the
   * states where the peer would otherwise not learn of it.
   */
  public boolean isResettable() {
    return switch (state()) {
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
      case CLOSING, LAST_ACK -> unsent() > 0;
      default -> false;
    };
  }

  /** Whether the peer's FIN has come and ours was not sent (CLOSE_WAIT). */
  public boolean isHalfClosed() {
    return state() == CLOSE_WAIT;
  }

  /** Whether the peer's FIN came before ours, which is not acknowledged yet (LAST_ACK). */
  public boolean isAnswered() {
    return state() == LAST_ACK;
  }

  /** Octets that wait to be sent; a FIN counts as one. After an RST the kernel has forgotten. */
  public long unsent() {
    return unsigned(NOT_SENT_AT);
  }

  /** Octets that were sent so far, each counted once. */
  public long bytesSent() {
    return answer.getLong(BYTES_SENT_AT) - answer.getLong(BYTES_RETRANS_AT);
  }

  /** Whether something of ours has not reached the peer yet. */
  public boolean hasOutstanding() {
    return answer.getInt(UNACKED_AT) > 0 || unsent() > 0;
  }

  /**
   * The smoothed round trip; of a connection just accepted, from our SYN-ACK to its ACK. 0:
   * unknown.
   */
  public long rttMicros() {
    return unsigned(RTT_AT);
  }

  /** How much the round trip varies. */
  public long rttvarMicros() {
    return unsigned(RTTVAR_AT);
  }

  /** The shortest round trip seen; 0: none was. */
  public long minRttMicros() {
    // All bits set is the kernel's word for none.
    long shortest = unsigned(MIN_RTT_AT);
    return shortest == 0xffff_ffffL ? 0 : shortest;
  }

  /** Segments sent again so far: of a connection just established, the SYN or the SYN-ACK. */
  public long retransmits() {
    return unsigned(TOTAL_RETRANS_AT);
  }

  /** Segments that are taken for lost now. */
  public long lost() {
    return unsigned(LOST_AT);
  }

  /** The congestion window, in segments. */
  public long congestionWindow() {
    return unsigned(SND_CWND_AT);
  }

  /** Octets that the peer has acknowledged; RFC 4898, a SYN or FIN of ours may count as one. */
  public long bytesAcked() {
    return answer.getLong(BYTES_ACKED_AT);
  }

  /** Octets that came from the peer in order, likewise. */
  public long bytesReceived() {
    return answer.getLong(BYTES_RECEIVED_AT);
  }

  private int state() {
    return answer.get(STATE_AT) & 0xff;
  }

  private long unsigned(int at) {
    return answer.getInt(at) & 0xffff_ffffL;
  }
}
