import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS server of the JDK at several ports. Of each it is told the identity (PKCS#12) and whether
 * it has to be shown a certificate, by whose CA (or -); it says the ports, a line each, and ends with
 * its input. Its page is what it knows of the connection, and the sample of the request.
 */
public final class Server {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final ExecutorService POOL = Executors.newCachedThreadPool();

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < arguments.length; i += 2) {
      boolean asks = !arguments[i + 1].equals("-");
      SSLContext context = context(Path.of(arguments[i]), asks ? Path.of(arguments[i + 1]) : null);
      SSLServerSocket listening =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      listening.setNeedClientAuth(asks);
      POOL.execute(() -> accept(listening));
      System.out.println(listening.getLocalPort());
    }
    while (System.in.read() >= 0) {
      // Who started us says nothing, and ends.
    }
    System.exit(0);
  }

  private static void accept(SSLServerSocket listening) {
    while (true) {
      try {
        SSLSocket socket = (SSLSocket) listening.accept();
        long accepted = System.currentTimeMillis();
        POOL.execute(() -> serve(socket, accepted));
      } catch (IOException e) {
        e.printStackTrace();
        return;
      }
    }
  }

  private static void serve(SSLSocket socket, long accepted) {
    try (socket) {
      socket.setSoTimeout(60_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String sample = "";
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Sample: ")) {
          sample = line.substring("Sample: ".length());
        }
      }
      // A session that is resumed keeps the time at which it was made.
      SSLSession session = socket.getSession();
      String page =
          "resumed=%s client=%s\nsample=%s\n"
              .formatted(session.getCreationTime() < accepted, subject(session), sample);
      socket.getOutputStream().write(("HTTP/1.0 200 OK\r\n\r\n" + page).getBytes());
    } catch (IOException e) {
      e.printStackTrace();
    }
  }

  private static String subject(SSLSession session) {
    try {
      return session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException none) {
      return "";
    }
  }

  private static SSLContext context(Path identity, Path ca) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(identity)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    if (ca != null) {
      try (var in = Files.newInputStream(ca)) {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        trust.setCertificateEntry("ca", factory.generateCertificate(in));
      }
    }
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), ca == null ? null : trusted.getTrustManagers(), null);
    return context;
  }
}
