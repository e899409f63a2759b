package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DHE in TLS 1.2 is negotiated where it is asked for, in a group of RFC 7919, and refused
 * elsewhere.
 */
class DheKeyExchangeIsOptInIT {

  @TempDir private Path directory;

  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    TestCertificates ca = TestCertificates.authority("CA of the proxy");
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.leaf("web.test").kind(KeyKind.RSA).identity(), directory, "web");
    backend = TestBackend.start(TestBackend.ECHO.untilCut());
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "tls.key-exchange = [dhe], ffdhe2048",
    "'tls { key-exchange = [dhe], groups = [ffdhe3072] }', ffdhe3072"
  })
  void theRecordHasTheGroup(String more, String group) {
    try (RunningProxy proxy = proxy(more)) {
      Tool.Result client = openssl(proxy);
      assertThat(client.exitCode()).as(client.err()).isZero();
      assertThat(client.out()).contains("Cipher is DHE-RSA-AES128-GCM-SHA256", "return code: 0");
      TlsRecord tls = assertThatFlow(proxy.record()).tls(DOWNSTREAM);
      assertThat(tls.parameters().cipherSuite()).isEqualTo("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
      assertThat(tls.parameters().keyExchange()).isEqualTo("DHE");
      assertThat(tls.parameters().group()).isEqualTo(group);
      assertThat(tls.parameters().signature()).isEqualTo("rsa_pss_rsae_sha256");
      assertThat(Objects.requireNonNull(tls.keys().preMaster()).by())
          .isEqualTo(TlsRecord.PreMaster.By.KEY_AGREEMENT);
    }
  }

  @Test
  void withoutThatKeyItIsRefused() {
    try (RunningProxy proxy = proxy("")) {
      Tool.Result client = openssl(proxy);
      assertThat(client.exitCode()).isEqualTo(1);
      assertThatFlow(proxy.record())
          .failed(
              Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.NO_COMMON_SUITE);
    }
  }

  private RunningProxy proxy(String more) {
    return RunningProxy.start(
        directory,
        """
        listeners.web {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          %s
        }
        backends.app.servers = ["127.0.0.1:%d"]
        """
            .formatted(more, backend.port()));
  }

  private Tool.Result openssl(RunningProxy proxy) {
    return Tool.of("openssl")
        .run(
            List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + proxy.port(),
                "-servername",
                "web.test",
                "-CAfile",
                directory.resolve("ca.pem").toString(),
                "-tls1_2",
                "-cipher",
                "DHE-RSA-AES128-GCM-SHA256"));
  }
}
