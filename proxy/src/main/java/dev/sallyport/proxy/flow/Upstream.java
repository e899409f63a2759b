package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.flow.Backend.Server;
import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.pipeline.ProxyHeaderWriter;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyLog;
import dev.sallyport.tls.bc.BouncyCastleTls;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The upstream of a flow while it comes to be: dialled, introduced by a PROXY header, its TLS
 * begun; with the next server in place of one that was lost.
 */
final class Upstream implements Dialer.Attempt {

  private final Flow flow;
  private final Dialer dialer;
  private @Nullable Connection connection;

  Upstream(Flow flow, Dialer dialer) {
    this.flow = flow;
    this.dialer = dialer;
  }

  /** The connection to the server tried last; null while its name is being resolved. */
  @Nullable Connection connection() {
    return connection;
  }

  Backend backend() {
    return dialer.backend();
  }

  @Nullable Server server() {
    return dialer.server();
  }

  /** Whether there is one more address to try. */
  boolean hasNext() {
    return dialer.hasNext();
  }

  /** Leaves what was tried before, and tries the next. */
  void dialNext() {
    if (connection != null) {
      connection.detach();
      connection = null;
    }
    dialer.next(this);
  }

  /** Gives up a dial that is under way. */
  void cancelDial() {
    dialer.cancel();
    if (connection != null && flow.lifecycle().connection(UPSTREAM).tcp() == TcpState.SYN_SENT) {
      connection.ask();
      flow.report(UPSTREAM, Event.DIAL_CANCELLED, null);
      connection.detach();
    }
  }

  /** The time for the dial is up. */
  void dialTimedOut(Cause cause) {
    dialer.cancel();
    if (connection != null) {
      connection.ask();
    }
    flow.report(UPSTREAM, Event.DIAL_FAILED, cause);
    if (flow.lifecycle().isAborted() && connection != null) {
      connection.detach();
    }
  }

  /** The flow is over. */
  void release() {
    dialer.cancel();
    dialer.release();
  }

  /**
   * Begins TLS to the server, where there is to be TLS and what it offers is known: ALPN that
   * mirrors the client's waits for the client's handshake.
   */
  void startTlsWhenDue() {
    Connection up = connection;
    Server server = dialer.server();
    Backend.Tls tls = dialer.backend().tls();
    if (up == null || server == null || tls == null || !up.isHeld()) {
      return;
    }
    boolean mirror = tls.alpn() == null && flow.listener().tls() == TlsMode.ENDPOINT;
    if (mirror && !flow.lifecycle().connection(DOWNSTREAM).isReady()) {
      return;
    }
    ClientProfile profile =
        dialer.backend().profile(server, mirror ? negotiatedDownstream() : null);
    KeyLog log = flow.services().keyLog();
    KeyLog secrets = log == null ? null : log.alsoFor(flow::serverName);
    BouncyCastleTls engines = flow.services().loop().engines();
    SocketAddress address = tls.resumption() ? up.channel().remoteAddress() : null;
    up.startTls(sink -> engines.client(profile, sink, flow::now, secrets, address));
    up.unhold();
  }

  private @Nullable String negotiatedDownstream() {
    Connection downstream = flow.connection(DOWNSTREAM);
    TlsHandler tls = downstream == null ? null : downstream.tlsHandler();
    return tls == null ? null : tls.facts().alpn();
  }

  @Override
  public void dialling(DuplexChannel channel, InetSocketAddress address) {
    connection = new Connection(UPSTREAM, channel, flow);
    flow.report(UPSTREAM, Event.DIALLED, null);
  }

  @Override
  public void connected(Backend backend) {
    Connection up = connection;
    if (up == null) {
      throw new IllegalStateException("connected without a channel");
    }
    up.opened();
    if (backend.proxyHeader() != null) {
      ProxyHeaderWriter.write(
          up.channel(), backend.proxyHeader(), flow.source(), flow.destination());
    }
    if (backend.tls() != null) {
      up.hold();
    } else {
      up.updateReading();
    }
    flow.report(UPSTREAM, Event.CONNECTED, null);
    up.flush();
    startTlsWhenDue();
  }

  @Override
  public void failed(Cause cause) {
    flow.report(UPSTREAM, Event.DIAL_FAILED, cause);
  }
}
