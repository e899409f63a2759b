import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS client of the JDK that is told by lines what to do: how many connections to make, where,
 * the version, the CA, the identity (PKCS#12, or -), the file of what to ask, and the file for what
 * comes. It answers by a line: ok and whether the last connection was resumed, or what went wrong.
 */
public final class Client {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String HOST = "web.test";

  public static void main(String[] arguments) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = "ok " + visit(line.split(" "));
      } catch (Exception e) {
        answer = ("failed " + e).replace('\n', ' ');
      }
      System.out.println(answer);
    }
  }

  private static boolean visit(String[] words) throws Exception {
    SSLContext context = context(Path.of(words[3]), words[4]);
    byte[] request = Files.readAllBytes(Path.of(words[5]));
    StringBuilder received = new StringBuilder();
    long firstBegan = 0;
    boolean resumed = false;
    for (int i = 0; i < Integer.parseInt(words[0]); i++) {
      Socket plain = new Socket("127.0.0.1", Integer.parseInt(words[1]));
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, HOST, plain.getPort(), true)) {
        socket.setSoTimeout(60_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {words[2]});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.getOutputStream().write(request);
        byte[] answer = socket.getInputStream().readAllBytes();
        received.append(new String(answer, StandardCharsets.US_ASCII));
        // A session that is resumed keeps the time at which it was made.
        SSLSession session = socket.getSession();
        resumed = session.getCreationTime() == firstBegan;
        firstBegan = session.getCreationTime();
      }
    }
    Files.writeString(Path.of(words[6]), received);
    return resumed;
  }

  private static SSLContext context(Path ca, String identity) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (var in = Files.newInputStream(ca)) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      trust.setCertificateEntry("ca", factory.generateCertificate(in));
    }
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (!identity.equals("-")) {
      try (var in = Files.newInputStream(Path.of(identity))) {
        keys.load(in, PASSWORD);
      }
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
