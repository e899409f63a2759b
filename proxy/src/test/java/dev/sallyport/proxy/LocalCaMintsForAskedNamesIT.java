package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.CertificateRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With the local CA on, whatever name a client asks for gets a certificate of its own, which the
 * CA's root vouches for; a certificate that is configured for a name comes first.
 */
class LocalCaMintsForAskedNamesIT {

  @TempDir private Path directory;

  private Nginx nginx;
  private Sample page;

  @BeforeEach
  void start() throws IOException {
    nginx = Nginx.start(directory, TestCertificates.authority("CA of nginx").server("web.test"));
    page = Sample.write(nginx.files().resolve("page"), Sample.KIB);
  }

  @AfterEach
  void stop() {
    nginx.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web.test", "a.very.deep.name.test", "localhost"})
  void anyName(String name) {
    try (RunningProxy proxy = proxy("")) {
      Curl curl = new Curl(proxy, name).trusting(RunningProxy.localCa(directory).rootFile());
      assertThat(curl.get("/page")).isEqualTo(new Curl.Answer(0, page.digest(), "200"));
      CertificateRecord shown = shown(proxy);
      assertThat(shown.sans()).contains(name);
      assertThat(shown.key()).isEqualTo("EC P-256");
      assertThat(shown.issuer())
          .isEqualTo(RunningProxy.localCa(directory).root().getSubjectX500Principal().getName());
    }
  }

  @Test
  void theOneThatIsConfiguredComesFirst() {
    TestCertificates ca = TestCertificates.authority("CA of the proxy");
    Path trust = ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    try (RunningProxy proxy =
        proxy("certificates = [ { cert = \"web.pem\", key = \"web.key\" } ]")) {
      Curl curl = new Curl(proxy, "web.test").trusting(trust);
      assertThat(curl.get("/page")).isEqualTo(new Curl.Answer(0, page.digest(), "200"));
      assertThat(shown(proxy).issuer()).isEqualTo("CN=CA of the proxy");
    }
  }

  private static CertificateRecord shown(RunningProxy proxy) {
    return Objects.requireNonNull(
        assertThatFlow(proxy.record()).isOk().tls(DOWNSTREAM).certificates().ours());
  }

  private RunningProxy proxy(String more) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls { local-ca = on, %s }
        }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(more, nginx.port()));
  }
}
