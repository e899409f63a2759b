package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.transport.SavedSyn;
import dev.sallyport.proxy.transport.TcpInfo;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel answers when it is asked about a connection: once when that is open, and once
 * before it is closed. Empty where the transport cannot ask.
 */
final class TcpFacts {

  /** What a FIN takes of the sequence numbers (RFC 9293, section 3.4). */
  static final int FIN_OCTETS = 1;

  private final Side side;
  private @Nullable TcpInfo atOpen;
  private @Nullable TcpInfo atFin;
  private @Nullable TcpInfo atEnd;
  private @Nullable SavedSyn syn;
  private long behind;
  private long discarded;
  private boolean orderUnknown;

  TcpFacts(Side side) {
    this.side = side;
  }

  /** TCP is established; nothing of the application has passed. */
  void opened(DuplexChannel channel) {
    atOpen = TcpInfo.of(channel);
    if (side == Side.DOWNSTREAM) {
      syn = SavedSyn.of(channel);
    }
  }

  /** The connection is about to be closed, or its dial to be given up. */
  void ending(@Nullable TcpInfo info) {
    if (info != null) {
      atEnd = info;
    }
  }

  /**
   * The output is shut: the FIN leaves now, or behind what the peer does not take yet.
   *
   * @param answers whether it is known that the peer's was first
   */
  void finSent(@Nullable TcpInfo info, boolean answers) {
    atFin = info;
    behind = info == null ? 0 : info.unsent();
    orderUnknown = !answers && info != null && info.isClosed();
  }

  /** Whether both FINs had passed when we came to look, so that either may have been the first. */
  boolean isOrderUnknown() {
    return orderUnknown;
  }

  /** An RST, of ours or the peer's, takes the place of all that was not sent. */
  void discarding(@Nullable TcpInfo info) {
    if (info == null) {
      return;
    }
    discarded = info.unsent();
    TcpInfo before = atFin;
    if (info.isClosed() && before != null) {
      // The kernel has thrown away what it had, but counts what it has sent.
      long octets = behind - FIN_OCTETS - (info.bytesSent() - before.bytesSent());
      discarded = octets > 0 ? octets + FIN_OCTETS : 0;
    }
  }

  /** Whether something that was written, or our FIN, never left. */
  boolean hasDiscarded() {
    return discarded > 0;
  }

  /** How many octets, itself included, the FIN waited behind when the output was shut. */
  long behind() {
    return behind;
  }

  /** Whether the last {@code octets} that were written never left, since an RST came between. */
  boolean neverSent(int octets) {
    return discarded >= octets;
  }

  /** From our SYN-ACK to the client's ACK; absent where the kernel could not measure it. */
  @Nullable Long handshakeMicros() {
    return side == Side.DOWNSTREAM && atOpen != null ? known(atOpen.rttMicros()) : null;
  }

  /** How often the SYN-ACK (downstream) or the SYN (upstream) was sent again. */
  @Nullable Long synRetransmits() {
    TcpInfo asked = atOpen == null ? atEnd : atOpen;
    return asked == null ? null : Long.valueOf(asked.retransmits());
  }

  TcpRecord.@Nullable Syn syn() {
    SavedSyn saved = syn;
    return saved == null
        ? null
        : new TcpRecord.Syn(
            saved.mss(),
            saved.window(),
            saved.windowScale(),
            saved.sack(),
            saved.timestamps(),
            saved.ttl(),
            saved.isn());
  }

  /** The whole of an established connection, as it was at its end. */
  TcpRecord.@Nullable Info info() {
    TcpInfo info = atEnd;
    if (info == null || atOpen == null) {
      return null;
    }
    return new TcpRecord.Info(
        known(info.rttMicros()),
        known(info.rttvarMicros()),
        known(info.minRttMicros()),
        info.retransmits(),
        info.lost(),
        info.congestionWindow(),
        info.bytesAcked(),
        info.bytesReceived());
  }

  /** Of a time 0 means that the kernel knows none. */
  private static @Nullable Long known(long micros) {
    return micros == 0 ? null : Long.valueOf(micros);
  }
}
