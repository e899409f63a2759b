package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of a TCP connection at one moment: Linux's {@code struct tcp_info}, as far
 * as it is used.
 *
 * @param state the kernel's number of the RFC 9293 state, {@link #CLOSE} after an RST
 * @param unacked segments sent that the peer has not acknowledged
 * @param bytesAcked payload bytes that the peer has acknowledged
 * @param notSent payload bytes that wait in the kernel to be sent
 */
public record TcpInfo(int state, int unacked, long bytesAcked, int notSent) {

  /** {@code TCP_FIN_WAIT2}: our FIN is acknowledged, the peer's has not come. */
  public static final int FIN_WAIT_2 = 5;

  /** {@code TCP_CLOSE}: the connection is no more. */
  public static final int CLOSE = 7;

  private static final int SIZE = 232;
  private static final int UNACKED_AT = 24;
  private static final int BYTES_ACKED_AT = 120;
  private static final int NOT_SENT_AT = 144;
  private static final ChannelOption<ByteBuffer> OPTION =
      new RawUnixChannelOption("TCP_INFO", 6, 11, SIZE);

  /** Asks the kernel; null where the transport cannot or the descriptor is closed. */
  public static @Nullable TcpInfo of(Channel channel) {
    ByteBuffer answer;
    try {
      answer = channel.config().getOption(OPTION);
    } catch (ChannelException closed) {
      return null;
    }
    if (answer == null || answer.capacity() < SIZE) {
      return null;
    }
    answer.order(ByteOrder.nativeOrder());
    return new TcpInfo(
        answer.get(0) & 0xff,
        answer.getInt(UNACKED_AT),
        answer.getLong(BYTES_ACKED_AT),
        answer.getInt(NOT_SENT_AT));
  }

  /** Whether something of ours has not reached the peer yet. */
  public boolean hasOutstanding() {
    return unacked > 0 || notSent > 0;
  }
}
