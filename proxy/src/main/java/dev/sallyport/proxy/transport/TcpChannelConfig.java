package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of a {@link TcpChannel}: Netty's own, SO_LINGER, and the kernel's numbers. */
final class TcpChannelConfig extends DefaultChannelConfig {

  private static final int SOL_SOCKET = 1;

  /** Options of Netty's that are a number for the kernel, or 0 and 1. */
  private static final Map<ChannelOption<?>, IntegerUnixChannelOption> NUMBERS =
      Map.of(
          ChannelOption.TCP_NODELAY,
          TransportKind.TCP_NODELAY,
          ChannelOption.SO_SNDBUF,
          new IntegerUnixChannelOption("SO_SNDBUF", SOL_SOCKET, 7),
          ChannelOption.SO_RCVBUF,
          new IntegerUnixChannelOption("SO_RCVBUF", SOL_SOCKET, 8),
          ChannelOption.SO_KEEPALIVE,
          TransportKind.SO_KEEPALIVE);

  private static final Set<ChannelOption<?>> YES_OR_NO =
      Set.of(ChannelOption.TCP_NODELAY, ChannelOption.SO_KEEPALIVE);

  /** Reads have buffers of their own. */
  private static final RecvByteBufAllocator UNUSED =
      new FixedRecvByteBufAllocator(Transport.READ_BYTES);

  private final Socket socket;

  TcpChannelConfig(Channel channel, Socket socket) {
    super(channel, UNUSED);
    this.socket = socket;
  }

  @Override
  @SuppressWarnings("unchecked") // the option says what it is
  public <T> T getOption(ChannelOption<T> option) {
    IntegerUnixChannelOption number = number(option);
    if (number == null) {
      return super.getOption(option);
    }
    try {
      int value = socket.getIntOpt(number.level(), number.optname());
      return YES_OR_NO.contains(option)
          ? (T) Boolean.valueOf(value != 0)
          : (T) Integer.valueOf(value);
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    IntegerUnixChannelOption number = number(option);
    try {
      if (number != null) {
        int its = value instanceof Boolean yes ? (yes ? 1 : 0) : (Integer) value;
        socket.setIntOpt(number.level(), number.optname(), its);
      } else if (option.equals(ChannelOption.SO_LINGER)) {
        socket.setSoLinger((Integer) value);
      } else if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) {
        return Boolean.TRUE.equals(value); // there is no other way
      } else {
        return super.setOption(option, value);
      }
      return true;
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  private static @Nullable IntegerUnixChannelOption number(ChannelOption<?> option) {
    return option instanceof IntegerUnixChannelOption number ? number : NUMBERS.get(option);
  }
}
