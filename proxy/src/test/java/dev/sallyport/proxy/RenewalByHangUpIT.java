package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowJson;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program is told by SIGHUP that its certificate was replaced, well or badly. */
class RenewalByHangUpIT {
  private static final String NAME = "web.test";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("Test CA");

  @Test
  void whoComesGetsTheNewCertificateAndWhoIsThereGoesOn() throws Exception {
    BigInteger first = write();
    try (TestBackend backend = TestBackend.echoing();
        Program program = Program.start(directory, "run", "-c", configuration(backend.port()))) {
      InetSocketAddress address = program.address("web");
      try (SSLSocket running = connect(address)) {
        assertThat(serial(running)).isEqualTo(first);

        BigInteger second = write();
        program.signal("HUP");
        program.awaitErr(" for listener web");
        assertThat(served(address)).isEqualTo(second);

        Files.writeString(directory.resolve("web.pem"), "broken");
        program.signal("HUP");
        assertThat(program.awaitErr("the last good one stays in use"))
            .contains(directory.resolve("test.conf") + ":3: ")
            .contains(directory.resolve("web.pem") + ": holds no PEM block");
        assertThat(served(address)).isEqualTo(second);

        BigInteger third = write();
        program.signal("HUP");
        await().atMost(Duration.ofSeconds(20)).until(() -> served(address).equals(third));
        echo(running);
      }
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
      assertThat(program.out()).hasSizeGreaterThanOrEqualTo(4);
      for (String line : program.out()) {
        assertThat(FlowJson.read(line).outcome()).isEqualTo(Outcome.OK);
      }
    }
  }

  /** Puts another certificate into place and returns its serial number. */
  private BigInteger write() {
    Identity identity = ca.server(NAME);
    TestCertificates.write(identity, directory, "web");
    return identity.leaf().getSerialNumber();
  }

  private Path configuration(int backend) throws IOException {
    return Files.writeString(
        directory.resolve("test.conf"),
        """
        sallyport.listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
        }
        sallyport.backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(backend));
  }

  private SSLSocket connect(InetSocketAddress address) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            JdkTls.context(null, ca.certificate())
                .getSocketFactory()
                .createSocket(
                    new Socket(address.getAddress(), address.getPort()),
                    NAME,
                    address.getPort(),
                    true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** What a new client is shown; it ends in order, once it has been served. */
  private BigInteger served(InetSocketAddress address) throws IOException {
    try (SSLSocket client = connect(address)) {
      return serial(client);
    }
  }

  private static BigInteger serial(SSLSocket client) throws IOException {
    echo(client);
    return ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  private static void echo(SSLSocket client) throws IOException {
    client.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).isEqualTo(7);
  }
}
