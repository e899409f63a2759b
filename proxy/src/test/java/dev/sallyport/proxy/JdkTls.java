package dev.sallyport.proxy;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Clients and servers of the JDK's own TLS, which has nothing in common with the proxy's. */
public final class JdkTls {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int PATIENCE_MILLIS = 20_000;

  private JdkTls() {}

  /** A client that asks for {@code host}; the handshake begins with its first byte. */
  public static SSLSocket connect(
      RunningProxy proxy, String host, X509Certificate ca, String... versions) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context(null, ca)
                .getSocketFactory()
                .createSocket(proxy.connect(), host, proxy.port(), true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setEnabledProtocols(versions);
    return socket;
  }

  /** A client that asks for {@code host} in TLS 1.3. */
  public static SSLSocket connect(RunningProxy proxy, String host, TestCertificates ca)
      throws IOException {
    return connect(proxy, host, ca.certificate(), "TLSv1.3");
  }

  /** A server on a free port of this machine. */
  public static SSLServerSocket listen(Identity identity) throws IOException {
    return (SSLServerSocket)
        context(identity, null)
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** What clients and servers are made of; a client resumes the sessions that it had from one. */
  public static SSLContext context(@Nullable Identity identity, @Nullable X509Certificate ca)
      throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      if (identity != null) {
        X509Certificate[] chain = identity.chain().toArray(new X509Certificate[0]);
        keys.setKeyEntry("identity", identity.key(), PASSWORD, chain);
      }
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      if (ca != null) {
        trust.setCertificateEntry("ca", ca);
      }
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, PASSWORD);
      TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
      trusted.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), ca == null ? null : trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What makes many clients, over connections that there are. */
  public static SSLSocketFactory clients(TestCertificates ca) throws IOException {
    return context(null, ca.certificate()).getSocketFactory();
  }

  /** A client over a connection that there is, and that is closed with it. */
  public static SSLSocket over(Socket plain, String host, TestCertificates ca) throws IOException {
    SSLSocketFactory factory = context(null, ca.certificate()).getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    return socket;
  }

  /** A server over a connection that was accepted, and that is not closed with it. */
  public static SSLSocket over(Socket plain, Identity identity) throws IOException {
    SSLSocketFactory factory = context(identity, null).getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, null, false);
    socket.setUseClientMode(false);
    return socket;
  }
}
