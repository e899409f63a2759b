package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.TcpState;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the TCP of one connection.
 *
 * @param state the last one known (RFC 9293)
 * @param handshakeMicros downstream: from our SYN-ACK to the client's ACK
 * @param acceptQueueMicros how long the connection waited to be accepted
 * @param synRetransmits of the SYN or the SYN-ACK
 */
public record TcpRecord(
    TcpState state,
    @Nullable Long handshakeMicros,
    @Nullable Long acceptQueueMicros,
    @Nullable Long synRetransmits,
    @Nullable Syn syn,
    @Nullable Teardown teardown,
    @Nullable Info info) {

  /** The options of the client's SYN and its initial sequence number. */
  public record Syn(
      @Nullable Integer mss,
      @Nullable Integer window,
      @Nullable Integer windowScale,
      @Nullable Boolean sack,
      @Nullable Boolean timestamps,
      @Nullable Integer ttl,
      @Nullable Long isn) {}

  /**
   * The steps of the end.
   *
   * @param finAckedMicros not later than this
   * @param rstReason the kernel's word for why it sent or took a RST
   * @param timeWait who keeps TIME_WAIT
   */
  public record Teardown(
      @Nullable Long finReceivedMicros,
      @Nullable Long finSentMicros,
      @Nullable Long finAckedMicros,
      @Nullable Long rstReceivedMicros,
      @Nullable Long rstSentMicros,
      @Nullable String rstReason,
      @Nullable TimeWait timeWait) {}

  /** The kernel's account of the connection (TCP_INFO). */
  public record Info(
      @Nullable Long rttMicros,
      @Nullable Long rttvarMicros,
      @Nullable Long minRttMicros,
      @Nullable Long retransmits,
      @Nullable Long lost,
      @Nullable Long cwnd,
      @Nullable Long bytesAcked,
      @Nullable Long bytesReceived) {}

  /** Which end keeps the connection in TIME_WAIT: the one that sent the first FIN. */
  public enum TimeWait {
    LOCAL,
    PEER,
    /** The FINs crossed. */
    BOTH,
    /** The connection did not end by FINs. */
    NONE
  }
}
