package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
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

  @TempDir private Path directory;

  private final List<FlowRecord> kept = new CopyOnWriteArrayList<>();

  private final TestCertificates ca = TestCertificates.authority("Test CA");

  @Test
  void aRewrittenCertificateServesWhoComesNowAndLeavesWhoIsThere() throws Exception {
    Identity first = write(ca.server(NAME), directory);
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      try (SSLSocket before = JdkTls.connect(proxy, NAME, ca)) {
        assertThat(serial(before)).isEqualTo(first.leaf().getSerialNumber());
        Identity second = write(ca.server(NAME), directory);
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

  /** As Kubernetes does it: the files are links into a directory that is exchanged as a whole. */
  @Test
  void aLinkThatIsSetAnewIsAChange() throws Exception {
    Path one = Files.createDirectory(directory.resolve("..one"));
    Path two = Files.createDirectory(directory.resolve("..two"));
    write(ca.server(NAME), one);
    Identity second = write(ca.server(NAME), two);
    Path data = Files.createSymbolicLink(directory.resolve("..data"), one.getFileName());
    for (String file : new String[] {"web.pem", "web.key"}) {
      Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
    }
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      Path link = Files.createSymbolicLink(directory.resolve("..new"), two.getFileName());
      Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
      awaitServed(proxy, second);
    }
  }

  @Test
  void aBrokenFileIsToldOnceAndTheOldCertificateServesUntilItIsMended() throws Exception {
    Identity first = write(ca.server(NAME), directory);
    try (SaidBy log = new SaidBy(CredentialWatch.class);
        TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      Files.writeString(directory.resolve("web.pem"), "broken");
      await().until(() -> log.lines().stream().anyMatch(line -> line.startsWith("WARN")));
      assertThat(served(proxy)).isEqualTo(first.leaf().getSerialNumber());
      Identity mended = write(ca.server(NAME), directory);
      awaitServed(proxy, mended);
      assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }

  /** What SIGHUP does, and what unknown-name = reject means, with the names of the new one. */
  @Test
  void toldToItReadsAtOnceAndRejectsTheNameThatIsGone() throws Exception {
    write(ca.server(NAME), directory);
    try (TestBackend backend = TestBackend.start(TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port())) {
      assertThat(served(proxy)).isNotNull();
      write(ca.server("other.test"), directory);
      proxy.proxy().reload().join();
      assertThat(served(proxy)).as("unrecognized_name").isNull();
      try (SSLSocket client = JdkTls.connect(proxy, "other.test", ca)) {
        assertThat(serial(client)).isNotNull();
      }
    }
  }

  private Identity write(Identity identity, Path folder) {
    TestCertificates.write(identity, folder, "web");
    return identity;
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
