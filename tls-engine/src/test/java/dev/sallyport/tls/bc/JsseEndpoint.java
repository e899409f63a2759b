package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's engine, spoken to in memory. */
final class JsseEndpoint {
  private static final int ROOM = 64 * 1024;

  private final SSLEngine engine;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private byte[] pending = new byte[0];

  private JsseEndpoint(SSLEngine engine, String suite) {
    this.engine = engine;
    engine.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
    engine.setEnabledCipherSuites(new String[] {suite});
  }

  static JsseEndpoint client(X509Certificate root, String suite) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("root", root);
      TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
      managers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      SSLEngine engine = context.createSSLEngine("example.com", 443);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      return new JsseEndpoint(engine, suite);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsseEndpoint server(Identity identity, String suite) {
    return server(context(identity), suite);
  }

  /** One of several servers that resume each other's sessions. */
  static JsseEndpoint server(SSLContext context, String suite) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return new JsseEndpoint(engine, suite);
  }

  /** What servers with that identity are made of. */
  static SSLContext context(Identity identity) {
    try {
      char[] password = {};
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "key", identity.key(), password, identity.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  SSLSession session() {
    return engine.getSession();
  }

  byte[] received() {
    return received.toByteArray();
  }

  boolean inputEnded() {
    return engine.isInboundDone();
  }

  void handshake(Endpoint ours) {
    try {
      engine.beginHandshake();
      exchange(ours);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  void closeOutput(Endpoint ours) {
    engine.closeOutbound();
    exchange(ours);
  }

  void send(byte[] data, Endpoint ours) {
    ByteBuffer plaintext = ByteBuffer.wrap(data);
    while (plaintext.hasRemaining()) {
      wrap(plaintext, ours);
    }
    exchange(ours);
  }

  /** Carries octets both ways until neither end has any. */
  void exchange(Endpoint ours) {
    boolean moved = true;
    while (moved) {
      moved = wrap(ByteBuffer.allocate(0), ours);
      moved |= unwrap(ours.take());
    }
  }

  private boolean wrap(ByteBuffer plaintext, Endpoint ours) {
    ByteBuffer out = ByteBuffer.allocate(ROOM);
    try {
      if (!plaintext.hasRemaining()
          && !(engine.isOutboundDone()
              || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)) {
        return false;
      }
      engine.wrap(plaintext, out);
      tasks();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
    ours.give(Arrays.copyOf(out.array(), out.position()));
    return out.position() > 0;
  }

  private boolean unwrap(byte[] more) {
    byte[] all = Arrays.copyOf(pending, pending.length + more.length);
    System.arraycopy(more, 0, all, pending.length, more.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    boolean moved = false;
    try {
      while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
        ByteBuffer plaintext = ByteBuffer.allocate(ROOM);
        SSLEngineResult result = engine.unwrap(in, plaintext);
        received.write(plaintext.array(), 0, plaintext.position());
        tasks();
        if (result.bytesConsumed() == 0 && result.getStatus() != SSLEngineResult.Status.OK) {
          break;
        }
        moved = true;
      }
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
    pending = Arrays.copyOfRange(all, in.position(), all.length);
    return moved;
  }

  private void tasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }
}
