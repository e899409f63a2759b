package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.CertificateRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With the local CA of the directory that the proxy was given, whatever name a client asks for gets
 * a certificate of its own, which the CA's root vouches for; a certificate that is configured for a
 * name comes first.
 */
class LocalCaMintsForAskedNamesIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"web.test", "a.very.deep.name.test", "localhost"})
  void curlIsServedUnderAnyName(String name) throws Exception {
    try (Nginx nginx = nginx();
        RunningProxy proxy = proxy(nginx.port(), "")) {
      LocalCa ca = localCa();
      assertDownloads(nginx, new Curl(proxy, name).trusting(ca.rootFile()));
      CertificateRecord shown = shown(proxy);
      assertThat(shown.sans()).contains(name);
      assertThat(shown.key()).isEqualTo("EC P-256");
      assertThat(shown.issuer()).isEqualTo(ca.root().getSubjectX500Principal().getName());
    }
  }

  @Test
  void theJdkIsServedUnderAnyName() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = proxy(backend.port(), "")) {
      try (SSLSocket client = JdkTls.connect(proxy, "any.example", localCa().root(), "TLSv1.3")) {
        client.getOutputStream().write("hello".getBytes(US_ASCII));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString(US_ASCII).isEqualTo("hello");
      }
      assertThatFlow(proxy.record()).isOk();
    }
  }

  @Test
  void theOneThatIsConfiguredComesFirst() throws Exception {
    TestCertificates ca = TestCertificates.authority("CA of the proxy");
    Path trust = ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    String configured = "certificates = [ { cert = \"web.pem\", key = \"web.key\" } ]";
    try (Nginx nginx = nginx();
        RunningProxy proxy = proxy(nginx.port(), configured)) {
      assertDownloads(nginx, new Curl(proxy, "web.test").trusting(trust));
      assertThat(shown(proxy).issuer()).isEqualTo("CN=CA of the proxy");
    }
  }

  private Nginx nginx() throws IOException {
    return Nginx.start(directory, TestCertificates.authority("CA of nginx").server("web.test"));
  }

  private LocalCa localCa() throws CredentialException {
    return LocalCa.open(RunningProxy.localCa(directory), InstantSource.system());
  }

  private static void assertDownloads(Nginx nginx, Curl curl) throws IOException {
    Sample page = Sample.write(nginx.files().resolve("page"), Sample.KIB);
    assertThat(curl.get("/page")).isEqualTo(new Curl.Answer(0, page.digest(), "200"));
  }

  private static CertificateRecord shown(RunningProxy proxy) {
    return Objects.requireNonNull(
        assertThatFlow(proxy.record()).isOk().tls(DOWNSTREAM).certificates().ours());
  }

  private RunningProxy proxy(int port, String more) {
    return RunningProxy.relay(directory, port, "listeners.web.tls { local-ca = on, " + more + " }");
  }
}
