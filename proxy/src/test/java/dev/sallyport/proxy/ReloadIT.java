package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.credentials.CredentialWatch;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates that change on disk serve the handshakes that come after, and nobody who is
 * connected notices.
 */
class ReloadIT {

  private static final String NAME = "web.test";

  private static final List<String> FILES = List.of("web.pem", "web.key");

  @TempDir private Path directory;

  private final List<FlowRecord> kept = new CopyOnWriteArrayList<>();

  private final TestCertificates ca = TestCertificates.authority("Test CA");

  @Test
  void aRewrittenCertificateServesWhoComesNowAndLeavesWhoIsThere() throws Exception {
    Identity first = put(ca.server(NAME));
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      try (SSLSocket before = JdkTls.connect(proxy, NAME, ca)) {
        assertThat(serial(before)).isEqualTo(first.leaf().getSerialNumber());
        Identity second = put(ca.server(NAME));
        awaitServed(proxy, second);
        before.getOutputStream().write(7);
        assertThat(before.getInputStream().read()).isEqualTo(7);
      }
      await().until(() -> proxy.proxy().running() == 0 && !kept.isEmpty());
      FlowRecord flow =
          kept.stream()
              .filter(record -> record.downstream().bytes().in() == 1)
              .findFirst()
              .orElseThrow();
      assertThatFlow(flow).isOk();
      assertThat(requireNonNull(Told.tls(flow, DOWNSTREAM).certificates().ours()).sha256())
          .isEqualTo(CertificateSummary.of(first.leaf()).sha256());
    }
  }

  @Test
  void aFileThatIsReplacedByAnotherIsAChange() throws Exception {
    TestCertificates.write(ca.server(NAME), directory, "web");
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      Path aside = Files.createDirectory(directory.resolve("aside"));
      Identity second = ca.server(NAME);
      TestCertificates.write(second, aside, "web");
      for (String file : FILES) {
        Files.move(
            aside.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      awaitServed(proxy, second);
    }
  }

  @Test
  void aBrokenFileIsToldOnceAndTheOldCertificateServesUntilItIsMended() throws Exception {
    Identity first = put(ca.server(NAME));
    try (SaidBy log = new SaidBy(CredentialWatch.class);
        TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      put("broken", TestCertificates.pem(first.key()));
      await().until(() -> log.lines().stream().anyMatch(line -> line.startsWith("WARN")));
      assertThat(served(proxy)).isEqualTo(first.leaf().getSerialNumber());
      Identity mended = put(ca.server(NAME));
      awaitServed(proxy, mended);
      assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }

  /** What SIGHUP does, and what unknown-name = reject means, with the names of the new one. */
  @Test
  void toldToItReadsAtOnceAndRejectsTheNameThatIsGone() throws Exception {
    put(ca.server(NAME));
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      assertThat(served(proxy)).isNotNull();
      put(ca.server("other.test"));
      proxy.proxy().reload().join();
      assertThat(served(proxy)).as("unrecognized_name").isNull();
      try (SSLSocket client = JdkTls.connect(proxy, "other.test", ca)) {
        assertThat(serial(client)).isNotNull();
      }
    }
  }

  private Identity put(Identity identity) throws IOException {
    put(TestCertificates.pem(identity.chain()), TestCertificates.pem(identity.key()));
    return identity;
  }

  /**
   * Puts both files into place at once. As Kubernetes does it: they are links into a directory that
   * is exchanged as a whole.
   */
  private void put(String certificate, String key) throws IOException {
    Path next = Files.createTempDirectory(directory, "..");
    Files.writeString(next.resolve("web.pem"), certificate);
    Files.writeString(next.resolve("web.key"), key);
    Path link = Files.createSymbolicLink(directory.resolve("..new"), next.getFileName());
    Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (String file : FILES) {
      if (!Files.exists(directory.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
      }
    }
  }

  private RunningProxy proxy(int backend) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls { certificates = [ { cert = "web.pem", key = "web.key" } ], unknown-name = reject }
        }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(backend),
        kept::add);
  }

  private void awaitServed(RunningProxy proxy, Identity identity) {
    await().until(() -> identity.leaf().getSerialNumber().equals(served(proxy)));
  }

  /** The serial number of what a new client is shown; null when its handshake fails. */
  private @Nullable BigInteger served(RunningProxy proxy) throws IOException {
    try (SSLSocket client = JdkTls.connect(proxy, NAME, ca)) {
      return serial(client);
    }
  }

  private static @Nullable BigInteger serial(SSLSocket client) throws IOException {
    try {
      client.startHandshake();
      return ((X509Certificate) client.getSession().getPeerCertificates()[0]).getSerialNumber();
    } catch (SSLException refused) {
      return null;
    }
  }
}
