package dev.sallyport.proxy.transport;

import dev.sallyport.config.TransportConfig;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An interface to the kernel's sockets, and the parts Netty makes of it. */
public enum TransportKind {
  /** Linux, by Netty's native library; what runs unless another is asked for. */
  EPOLL,
  /** Linux 5.10 and later, by Netty's native library; only when asked for. */
  IO_URING,
  /** The JDK's selectors: everywhere, without TCP_USER_TIMEOUT. */
  NIO;

  /** Level SOL_SOCKET. */
  static final IntegerUnixChannelOption SO_KEEPALIVE =
      new IntegerUnixChannelOption("SO_KEEPALIVE", 1, 9);

  /** At level IPPROTO_IP, also for sockets of IPv6. */
  private static final ChannelOption<Integer> IP_BIND_ADDRESS_NO_PORT =
      new IntegerUnixChannelOption("IP_BIND_ADDRESS_NO_PORT", 0, 24);

  private static final ChannelOption<Integer> TCP_USER_TIMEOUT =
      new IntegerUnixChannelOption("TCP_USER_TIMEOUT", 6, 18);

  static final IntegerUnixChannelOption TCP_NODELAY =
      new IntegerUnixChannelOption("TCP_NODELAY", 6, 1);

  /** The kind to try first. */
  static TransportKind of(TransportConfig.Kind configured) {
    return switch (configured) {
      case AUTO, EPOLL -> EPOLL;
      case IO_URING -> IO_URING;
      case NIO -> NIO;
    };
  }

  /** Why this machine lacks it, in one line; absent when it can be used. */
  public @Nullable String whyUnavailable() {
    Throwable cause =
        switch (this) {
          case EPOLL -> Epoll.unavailabilityCause();
          case IO_URING -> IoUring.unavailabilityCause();
          case NIO -> null;
        };
    if (cause == null) {
      return null;
    }
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> EpollEvents.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  ChannelFactory<ServerChannel> listeners() {
    return switch (this) {
      case EPOLL -> EpollListener::new;
      case IO_URING -> IoUringServerSocketChannel::new;
      case NIO -> NioServerSocketChannel::new;
    };
  }

  /**
   * What makes connections to IPv4 addresses. Sockets of IPv6 reach them too, once they were told
   * so, which on epoll is one system call more.
   */
  ChannelFactory<? extends DuplexChannel> ipv4Connections() {
    return this == EPOLL
        ? () -> new EpollConnection(LinuxSocket.newSocketStream(SocketProtocolFamily.INET))
        : connections();
  }

  ChannelFactory<? extends DuplexChannel> connections() {
    return this == EPOLL
        ? () -> new EpollConnection(LinuxSocket.newSocketStream())
        : connectionsOfNetty();
  }

  /** For what Netty connects by itself. */
  ChannelFactory<SocketChannel> connectionsOfNetty() {
    return switch (this) {
      case EPOLL -> EpollSocketChannel::new;
      case IO_URING -> IoUringSocketChannel::new;
      case NIO -> NioSocketChannel::new;
    };
  }

  ChannelFactory<DatagramChannel> datagrams() {
    return switch (this) {
      case EPOLL -> EpollDatagramChannel::new;
      case IO_URING -> IoUringDatagramChannel::new;
      case NIO -> NioDatagramChannel::new;
    };
  }

  /** The option that takes TCP_USER_TIMEOUT in milliseconds; absent where there is none. */
  @Nullable ChannelOption<Integer> userTimeout() {
    return switch (this) {
      case EPOLL -> TCP_USER_TIMEOUT;
      case IO_URING -> IoUringChannelOption.TCP_USER_TIMEOUT;
      case NIO -> null;
    };
  }

  /**
   * The option by which 1 has a listener's connections keep alive; absent where none is handed on.
   */
  @Nullable ChannelOption<Integer> keepAliveOfAccepted() {
    return switch (this) {
      case EPOLL, IO_URING -> SO_KEEPALIVE;
      case NIO -> null;
    };
  }

  /** Whether a connection has TCP_NODELAY before anybody says so. */
  boolean isNoDelayByDefault() {
    return switch (this) {
      case EPOLL -> false;
      case IO_URING, NIO -> true;
    };
  }

  /**
   * The option by which 1 has a listener's connections not wait for more to be sent; absent where
   * Netty tells each.
   */
  @Nullable ChannelOption<Integer> noDelayOfAccepted() {
    return switch (this) {
      case EPOLL -> TCP_NODELAY;
      case IO_URING, NIO -> null;
    };
  }

  /**
   * The option by which 1 has the kernel choose the port of a bound address at connect(2), when it
   * need differ from those towards the same server alone; absent where there is none.
   */
  @Nullable ChannelOption<Integer> portAtConnect() {
    return switch (this) {
      case EPOLL, IO_URING -> IP_BIND_ADDRESS_NO_PORT;
      case NIO -> null;
    };
  }

  /** The name in configuration and in the log: {@code epoll}, {@code io_uring}, {@code nio}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
