package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.config.Origins;
import dev.sallyport.config.TcpConfig;
import dev.sallyport.config.TransportConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
  private static final Origins ORIGINS = Origins.of("a.conf:3", "sallyport.transport");
  private static final TcpConfig DEFAULT =
      new TcpConfig(true, true, Duration.ZERO, 0, 0, Origins.of("a.conf:4", "sallyport.tcp"));

  private @Nullable Transport transport;

  @AfterEach
  void shutdown() {
    if (transport != null) {
      assertThat(transport.shutdown().awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void epollIsChosenWhereLinuxHasIt() throws Exception {
    assumeThat(TransportKind.EPOLL.whyUnavailable()).isNull();
    assertThat(open(TransportConfig.Kind.AUTO, DEFAULT).kind()).isEqualTo(TransportKind.EPOLL);
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void aHalfClosedConnectionStillReceives(TransportKind kind) throws Exception {
    Transport opened = openIfAvailable(kind, DEFAULT);
    Inbox served = new Inbox();
    Inbox received = new Inbox();
    Channel listener = listen(opened, served, "127.0.0.1");
    Channel client = dial(opened, received, (InetSocketAddress) listener.localAddress());
    client.writeAndFlush(bytes(client, "ping")).sync();
    ((DuplexChannel) client).shutdownOutput().sync();

    Channel server = served.channel();
    assertThat(served.take()).isEqualTo("ping");
    assertThat(served.take()).isEqualTo("FIN");
    server.writeAndFlush(bytes(server, "pong")).sync();
    assertThat(received.take()).isEqualTo("pong");
    assertThat(server.isActive()).isTrue();
    server.close().sync();
    assertThat(received.take()).isEqualTo("FIN");
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void bothSidesGetTheConfiguredOptions(TransportKind kind) throws Exception {
    TcpConfig tcp = new TcpConfig(false, false, Duration.ofSeconds(7), 32_768, 65_536, ORIGINS);
    Transport opened = openIfAvailable(kind, tcp);
    Inbox served = new Inbox();
    Channel listener = listen(opened, served, "127.0.0.1");
    Channel client = dial(opened, new Inbox(), (InetSocketAddress) listener.localAddress());

    for (Channel channel : List.of(client, served.channel())) {
      assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isFalse();
      assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isFalse();
      // Linux doubles what it is asked for, to cover its own bookkeeping.
      assertThat(channel.config().getOption(ChannelOption.SO_RCVBUF)).isIn(32_768, 65_536);
      assertThat(channel.config().getOption(ChannelOption.SO_SNDBUF)).isIn(65_536, 131_072);
      if (kind.userTimeout() != null) {
        assertThat(channel.config().getOption(kind.userTimeout())).isEqualTo(7_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void connectionsOfBothFamiliesAreKeptAliveAndDoNotWaitForMore(TransportKind kind)
      throws Exception {
    Transport opened = openIfAvailable(kind, DEFAULT);
    Inbox served = new Inbox();
    int port = ((InetSocketAddress) listen(opened, served, "::").localAddress()).getPort();

    for (String address : List.of("127.0.0.1", "::1")) {
      Channel client = dial(opened, new Inbox(), new InetSocketAddress(address, port));
      for (Channel channel : List.of(client, served.channel())) {
        assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).as(address).isTrue();
        assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).as(address).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void aListenerOnAnyAddressServesBothFamiliesAndNamesIpv4PeersPlainly(TransportKind kind)
      throws Exception {
    Transport opened = openIfAvailable(kind, DEFAULT);
    Inbox served = new Inbox();
    int port = ((InetSocketAddress) listen(opened, served, "::").localAddress()).getPort();

    for (String address : List.of("127.0.0.1", "0:0:0:0:0:0:0:1")) {
      dial(opened, new Inbox(), new InetSocketAddress(address, port));
      InetSocketAddress peer = (InetSocketAddress) served.channel().remoteAddress();
      assertThat(literal(peer)).isEqualTo(address);
    }
  }

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void whereAClientCameToIsKnown(TransportKind kind) throws Exception {
    Transport opened = openIfAvailable(kind, DEFAULT);
    for (String bound : List.of("127.0.0.2", "0.0.0.0")) {
      Inbox served = new Inbox();
      Channel listener = listen(opened, served, bound);
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      Channel client = dial(opened, new Inbox(), new InetSocketAddress("127.0.0.2", port));
      Channel server = served.channel();
      assertThat(literal((InetSocketAddress) server.localAddress())).isEqualTo("127.0.0.2");
      assertThat(((InetSocketAddress) server.localAddress()).getPort()).isEqualTo(port);
      assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
      assertThat(SavedSyn.of(server, 1)).as("longer than the room for it").isNull();
      assertThat(SavedSyn.of(server) == null).as("no SYN").isEqualTo(kind == TransportKind.NIO);
      listener.close().sync();
    }
  }

  @Test
  void namesAreResolvedFromTheHostsFileAndLiteralsAtOnce() throws Exception {
    Transport opened = open(TransportConfig.Kind.AUTO, DEFAULT);
    var resolver = opened.resolver().getResolver(opened.loops().next());

    assertThat(resolver.resolveAll(InetSocketAddress.createUnresolved("localhost", 80)).get())
        .extracting(TransportTest::literal)
        .contains("127.0.0.1");
    assertThat(resolver.resolveAll(InetSocketAddress.createUnresolved("::1", 80)).get())
        .extracting(TransportTest::literal)
        .containsExactly("0:0:0:0:0:0:0:1");
  }

  private static String literal(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }

  private Transport openIfAvailable(TransportKind kind, TcpConfig tcp) throws Exception {
    assumeThat(kind.whyUnavailable()).as("%s", kind).isNull();
    return open(TransportConfig.Kind.valueOf(kind.name()), tcp);
  }

  private Transport open(TransportConfig.Kind kind, TcpConfig tcp) throws Exception {
    transport = Transport.open(new TransportConfig(kind, 2, ORIGINS), tcp);
    return transport;
  }

  private static Channel listen(Transport transport, Inbox inbox, String address) throws Exception {
    Channel listener = transport.listener(16).childHandler(inbox).bind(address, 0).sync().channel();
    assertThat(listener).isInstanceOf(ServerChannel.class);
    return listener;
  }

  private static Channel dial(Transport transport, Inbox inbox, InetSocketAddress to)
      throws Exception {
    Bootstrap bootstrap = transport.dialer(transport.loops().next(), to, null);
    return bootstrap.handler(inbox).connect().sync().channel();
  }

  private static ByteBuf bytes(Channel channel, String text) {
    ByteBuf buffer = channel.alloc().directBuffer();
    buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
    return buffer;
  }

  /** Keeps what its connections received, in order. */
  @Sharable
  private static final class Inbox extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    Channel channel() throws InterruptedException {
      Channel channel = channels.poll(10, TimeUnit.SECONDS);
      assertThat(channel).isNotNull();
      return channel;
    }

    String take() throws InterruptedException {
      String text = received.poll(10, TimeUnit.SECONDS);
      assertThat(text).isNotNull();
      return text;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      channels.add(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      received.add(buffer.toString(StandardCharsets.US_ASCII));
      buffer.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        received.add("FIN");
      }
    }
  }
}
