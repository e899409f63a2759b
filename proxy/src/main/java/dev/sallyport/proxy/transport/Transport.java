package dev.sallyport.proxy.transport;

import dev.sallyport.config.TcpConfig;
import dev.sallyport.config.TransportConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a running proxy: event loops of one {@link TransportKind}, and bootstraps with
 * every option set.
 *
 * <p>Chosen once at start and said in one log line. Thread-safe; the bootstraps it hands out are
 * the caller's own.
 */
public final class Transport {
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  /**
   * Several TLS records come with one read, and one read of a whole socket buffer takes few system
   * calls.
   */
  static final int READ_BYTES = 64 * 1024;

  /**
   * What was read is written before the next read, while it is in the processor's caches, and a
   * connection that brings much lets the others have their turn.
   */
  private static final int READS_IN_A_ROW = 1;

  /**
   * A writer that holds more than 256 KB unsent is a stalled one; it is asked again below 64 KB.
   */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  /**
   * One accept at a time: NIO would take sixteen before the first of them can say that it is
   * enough.
   */
  private static final RecvByteBufAllocator ACCEPTS = new ServerChannelRecvByteBufAllocator();

  /** A name server that has not answered by then is passed over for the next. */
  private static final long QUERY_MILLIS = 2_000;

  private final TransportKind kind;
  private final EventLoopGroup loops;
  private final TcpConfig tcp;
  private final AddressResolverGroup<InetSocketAddress> resolver;

  /**
   * Where reads do not use the buffers of the event loop, a buffer grows with what its connection
   * brings, so that a slow one does not hold a large one.
   */
  private final RecvByteBufAllocator reads =
      new AdaptiveRecvByteBufAllocator(2048, 16 * 1024, READ_BYTES)
          .maxMessagesPerRead(READS_IN_A_ROW);

  private Transport(TransportKind kind, int threads, TcpConfig tcp) {
    this.kind = kind;
    this.tcp = tcp;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("loop"), kind.ioHandlers());
    this.resolver = dns(kind);
  }

  /**
   * Starts the event loops of the configured kind; {@code auto} takes epoll, or NIO where epoll is
   * missing.
   *
   * @throws TransportException when the configured kind cannot be had here
   */
  public static Transport open(TransportConfig config, TcpConfig tcp) throws TransportException {
    TransportKind kind = TransportKind.of(config.kind());
    String missing = kind.whyUnavailable();
    if (missing != null) {
      if (config.kind() != TransportConfig.Kind.AUTO) {
        throw new TransportException(
            config.origins().problem("kind", kind + " is not available here: " + missing));
      }
      kind = TransportKind.NIO;
    }
    int loops =
        config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads();
    LOG.info(
        "transport: {} ({} event loop{}){}",
        kind,
        loops,
        loops == 1 ? "" : "s",
        missing == null ? "" : ", since epoll is not available here: " + missing);
    if (kind.userTimeout() == null && !tcp.userTimeout().isZero()) {
      LOG.warn("{}", tcp.origins().problem("user-timeout", "not applied: " + kind + " has none"));
    }
    return new Transport(kind, loops, tcp);
  }

  TransportKind kind() {
    return kind;
  }

  /** The event loops; a flow stays on the one that its downstream connection was given. */
  public EventLoopGroup loops() {
    return loops;
  }

  /**
   * Resolves server names without blocking an event loop. {@code
   * getResolver(loop).resolveAll(unresolved)} gives every address of both families, IPv4 first,
   * kept for the time its DNS record allows; the hosts file comes before DNS, and an IP literal
   * needs neither.
   */
  public AddressResolverGroup<InetSocketAddress> resolver() {
    return resolver;
  }

  /**
   * What binds a listener: the caller adds its child handler and binds.
   *
   * @param backlog how many established connections may wait for accept, as far as the kernel
   *     allows it
   */
  public ServerBootstrap listener(int backlog) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(kind.listeners())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, backlog)
            .option(ChannelOption.RECVBUF_ALLOCATOR, ACCEPTS);
    if (tcp.receiveBuffer() > 0) {
      // Set before listen(2), since the window scale of the SYN-ACK follows from it; accepted
      // sockets inherit it.
      bootstrap.option(ChannelOption.SO_RCVBUF, tcp.receiveBuffer());
    }
    if (kind != TransportKind.NIO) {
      bootstrap.option(SavedSyn.SAVE, 1);
    }
    ChannelOption<Integer> noDelay = kind.noDelayOfAccepted();
    if (noDelay == null && !tcp.noDelay()) {
      bootstrap.childOption(ChannelOption.TCP_NODELAY, false);
    } else if (noDelay != null && tcp.noDelay()) {
      bootstrap.option(noDelay, 1);
    }
    connectionOptions(bootstrap::childOption);
    ChannelOption<Integer> keepAlive = kind.keepAliveOfAccepted();
    if (keepAlive == null) {
      bootstrap.childOption(ChannelOption.SO_KEEPALIVE, tcp.keepAlive());
    } else if (tcp.keepAlive()) {
      bootstrap.option(keepAlive, 1);
    }
    return bootstrap;
  }

  /**
   * What dials an already resolved address from the given event loop; the time limit is the
   * caller's.
   *
   * @param server the address, which {@code connect()} goes to
   * @param source the address to dial from, null: the kernel picks one. The kernel chooses its port
   *     at connect(2) where it can be told so, so that one port serves towards many servers.
   */
  public Bootstrap dialer(EventLoop loop, InetSocketAddress server, @Nullable InetAddress source) {
    boolean ipv4 =
        server.getAddress() instanceof Inet4Address
            && (source == null || source instanceof Inet4Address);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(ipv4 ? kind.ipv4Connections() : kind.connections())
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .remoteAddress(server)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    connectionOptions(bootstrap::option);
    if (tcp.noDelay() != kind.isNoDelayByDefault()) {
      bootstrap.option(ChannelOption.TCP_NODELAY, tcp.noDelay());
    }
    if (tcp.keepAlive()) {
      bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
    }
    if (source != null) {
      bootstrap.localAddress(source, 0);
      ChannelOption<Integer> portAtConnect = kind.portAtConnect();
      if (portAtConnect != null) {
        bootstrap.option(portAtConnect, 1);
      }
    }
    return bootstrap;
  }

  /** Ends the event loops at once: what is still open is closed without a word to its peer. */
  public Future<?> shutdown() {
    resolver.close();
    return loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private void connectionOptions(OptionSetter setter) {
    setter.set(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    setter.set(ChannelOption.RECVBUF_ALLOCATOR, reads);
    setter.set(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT);
    setter.set(ChannelOption.ALLOW_HALF_CLOSURE, true);
    ChannelOption<Integer> userTimeout = kind.userTimeout();
    if (userTimeout != null && !tcp.userTimeout().isZero()) {
      setter.set(userTimeout, (int) tcp.userTimeout().toMillis());
    }
    if (tcp.receiveBuffer() > 0) {
      setter.set(ChannelOption.SO_RCVBUF, tcp.receiveBuffer());
    }
    if (tcp.sendBuffer() > 0) {
      setter.set(ChannelOption.SO_SNDBUF, tcp.sendBuffer());
    }
  }

  /**
   * Has the reads of a connection on epoll use the buffers of its event loop; before its first
   * read.
   */
  public void prepare(DuplexChannel channel, LoopBuffers buffers) {
    if (channel instanceof EpollConnection connection) {
      connection.readInto(buffers);
    }
  }

  private static AddressResolverGroup<InetSocketAddress> dns(TransportKind kind) {
    return new DnsAddressResolverGroup(
        new DnsNameResolverBuilder()
            .datagramChannelFactory(kind.datagrams())
            .socketChannelFactory(kind.connectionsOfNetty())
            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
            .completeOncePreferredResolved(false)
            .queryTimeoutMillis(QUERY_MILLIS));
  }

  /** One of the two methods of a bootstrap that take an option of a connection. */
  private interface OptionSetter {
    <T> void set(ChannelOption<T> option, T value);
  }
}
