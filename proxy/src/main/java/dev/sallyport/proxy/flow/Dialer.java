package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.flow.Backend.Server;
import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Dials for one flow: server after server in the order of the backend, each at every address that
 * its name has. Confined to the flow's event loop.
 */
final class Dialer {

  /** What happens to one attempt. */
  interface Attempt {
    /** The address is known, connect() comes now; the channel has no handlers yet. */
    void dialling(DuplexChannel channel, InetSocketAddress address);

    void connected(Backend backend);

    void failed(Cause cause);
  }

  private final Backend backend;
  private final Transport transport;
  private final EventLoop loop;
  private final Deque<Server> servers;
  private final Deque<InetSocketAddress> addresses = new ArrayDeque<>();
  private @Nullable Server server;
  private int attempt;

  Dialer(Backend backend, Transport transport, EventLoop loop) {
    this.backend = backend;
    this.transport = transport;
    this.loop = loop;
    this.servers = new ArrayDeque<>(backend.inOrder());
  }

  Backend backend() {
    return backend;
  }

  /** The server that is tried, or was tried last. */
  @Nullable Server server() {
    return server;
  }

  /** Whether there is an address or a server that was not tried. */
  boolean hasNext() {
    return !addresses.isEmpty() || !servers.isEmpty();
  }

  /** Tries the next. */
  void next(Attempt callbacks) {
    int current = ++attempt;
    InetSocketAddress address = addresses.poll();
    if (address != null) {
      connect(address, callbacks, current);
      return;
    }
    release();
    Server next = servers.remove();
    next.acquire();
    server = next;
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(next.host());
    if (literal != null) {
      connect(new InetSocketAddress(inet(literal), next.port()), callbacks, current);
    } else {
      resolve(next, callbacks, current);
    }
  }

  /** Forgets the attempt that is under way: none of its callbacks comes any more. */
  void cancel() {
    attempt++;
  }

  /** The flow has done with its server. */
  void release() {
    if (server != null) {
      server.release();
    }
  }

  private void resolve(Server next, Attempt callbacks, int current) {
    transport
        .resolver()
        .getResolver(loop)
        .resolveAll(InetSocketAddress.createUnresolved(next.host(), next.port()))
        .addListener(
            (Future<List<InetSocketAddress>> found) -> {
              if (current != attempt) {
                return;
              }
              if (found.isSuccess() && !found.getNow().isEmpty()) {
                addresses.addAll(found.getNow());
                connect(addresses.remove(), callbacks, current);
              } else {
                callbacks.failed(
                    new Cause(
                        ErrorType.NAME_NOT_RESOLVED, "the name of " + next + " has no address"));
              }
            });
  }

  private void connect(InetSocketAddress address, Attempt callbacks, int current) {
    Consumer<DuplexChannel> prepare = channel -> callbacks.dialling(channel, address);
    Bootstrap bootstrap =
        transport
            .dialer(loop, address, backend.sourceAddress())
            .option(ChannelOption.AUTO_READ, false)
            .handler(new Prepare(prepare));
    ChannelFuture future = bootstrap.connect();
    future.addListener(done -> onLoop(() -> dialled(done, address, callbacks, current)));
  }

  /** A channel that cannot even be made, for want of a descriptor, fails on a thread of Netty's. */
  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void dialled(
      Future<? super Void> done, InetSocketAddress address, Attempt callbacks, int current) {
    if (current != attempt) {
      return;
    }
    if (done.isSuccess()) {
      callbacks.connected(backend);
    } else {
      String where = where(String.valueOf(server), address);
      callbacks.failed(SocketErrors.ofDial(done.cause(), where, backend.sourceAddress()));
    }
  }

  /** The server, and which of its addresses where it has a name. */
  private static String where(String server, InetSocketAddress address) {
    String tried = NetUtil.toSocketAddressString(address);
    return server.equals(tried) ? server : server + " at " + address.getAddress().getHostAddress();
  }

  private static InetAddress inet(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException(wrongLength);
    }
  }

  /** Hands over the channel once it is registered with its event loop. */
  private static final class Prepare extends ChannelInitializer<Channel> {
    private final Consumer<DuplexChannel> prepare;

    private Prepare(Consumer<DuplexChannel> prepare) {
      this.prepare = prepare;
    }

    @Override
    protected void initChannel(Channel channel) {
      prepare.accept((DuplexChannel) channel);
    }
  }
}
