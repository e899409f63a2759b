package dev.sallyport.proxy.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.certs.ConfiguredIdentities;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.transport.LoopBuffers;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.bc.BouncyCastleTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Function;

/** A TLS client and a TLS server, each in a pipeline of its own, and the wire between them. */
final class TlsPair implements AutoCloseable {

  private static final Identity IDENTITY = TestCertificates.authority("CA").server("app.test");

  private static final SocketAddress SERVER = new InetSocketAddress("192.0.2.1", 443);

  /** One end. */
  static final class End {
    final Heard heard = new Heard();
    final EmbeddedChannel channel = new EmbeddedChannel();
    final LoopBuffers buffers = new LoopBuffers();
    final TlsHandler tls;

    End(Function<TlsSink, TlsEngine> engines) {
      tls = new TlsHandler(engines, buffers, heard);
      channel.pipeline().addLast(tls, new ConnectionHandler(heard));
      tls.begin();
    }

    void send(String text) {
      tls.send(Unpooled.copiedBuffer(text, ISO_8859_1), false);
      channel.flush();
    }

    private void close() {
      channel.finishAndReleaseAll();
      buffers.release();
    }
  }

  final End client;
  final End server;

  TlsPair() {
    BouncyCastleTls engines = new BouncyCastleTls();
    ServerProfile profile =
        ServerProfile.of(ConfiguredIdentities.of(List.of(IDENTITY)))
            .withSessions(ServerSessions.of(new SessionCache(1)));
    server = new End(sink -> engines.server(profile, sink, () -> 0));
    ClientProfile asking = ClientProfile.of("app.test", null);
    client = new End(sink -> engines.client(asking, sink, () -> 0, null, SERVER));
  }

  /** Carries bytes both ways, {@code piece} at a time, until nobody says more. */
  TlsPair talk(int piece) {
    boolean moved = true;
    while (moved) {
      moved = carry(client, server, piece);
      moved |= carry(server, client, piece);
    }
    return this;
  }

  private static boolean carry(End from, End to, int piece) {
    byte[] bytes = onTheWire(from);
    for (int at = 0; at < bytes.length; at += Math.min(piece, bytes.length - at)) {
      int length = Math.min(piece, bytes.length - at);
      to.channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
    }
    return bytes.length > 0;
  }

  /** Takes what an end has put on the wire. */
  static byte[] onTheWire(End from) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf out = from.channel.readOutbound();
        out != null;
        out = from.channel.readOutbound()) {
      all.writeBytes(out);
      out.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    all.release();
    return bytes;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
