package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.nio.file.Path;
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

  /** openssl lists groups of finite fields where it offers TLS 1.3 too. */
  private static final String DHE_FIRST =
      """
      tls {
        versions = ["1.2"], key-exchange = [dhe, ecdhe]
        cipher-suites = [
          TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        ]
      }
      """;

  @TempDir private Path directory;

  private TlsListener listener;

  @BeforeEach
  void start() throws IOException {
    listener = TlsListener.of(KeyKind.RSA, directory, TestBackend.ECHO.untilCut());
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({
    "tls.key-exchange = [dhe], ffdhe2048",
    "'tls { key-exchange = [dhe], groups = [ffdhe3072] }', ffdhe3072"
  })
  void theRecordHasTheGroup(String more, String group) {
    try (RunningProxy proxy = listener.proxy(more)) {
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

  /** RFC 7919 section 4: who lists groups of that kind gets one of them, or another suite. */
  @ParameterizedTest
  @CsvSource({
    "ffdhe3072:P-256, DHE, ffdhe3072",
    "ffdhe8192:P-256, ECDHE, secp256r1",
    "P-256, DHE, ffdhe2048"
  })
  void theClientsListOfGroupsIsObeyed(String groups, String exchange, String group) {
    try (RunningProxy proxy = listener.proxy(DHE_FIRST)) {
      Tool.Result client = new SClient(proxy, "-groups", groups).greet();
      assertThat(client.exitCode()).as(client.err()).isZero();
      TlsRecord tls = assertThatFlow(proxy.record()).tls(DOWNSTREAM);
      assertThat(tls.parameters().keyExchange()).isEqualTo(exchange);
      assertThat(tls.parameters().group()).isEqualTo(group);
    }
  }

  @Test
  void whoListsNoGroupOfOursAndNoOtherSuiteIsRefused() {
    try (RunningProxy proxy = listener.proxy(DHE_FIRST)) {
      String[] options = {"-groups", "ffdhe8192", "-cipher", "DHE-RSA-AES128-GCM-SHA256"};
      assertThat(new SClient(proxy, options).greet().exitCode()).isEqualTo(1);
      assertThatFlow(proxy.record()).byAlert(Direction.OUT, "insufficient_security");
    }
  }

  @Test
  void withoutThatKeyItIsRefused() {
    try (RunningProxy proxy = listener.proxy("")) {
      Tool.Result client = openssl(proxy);
      assertThat(client.exitCode()).isEqualTo(1);
      assertThatFlow(proxy.record())
          .failed(
              Outcome.DOWNSTREAM_TLS_FAILED, DOWNSTREAM, "HANDSHAKING", ErrorType.NO_COMMON_SUITE);
    }
  }

  private Tool.Result openssl(RunningProxy proxy) {
    return new SClient(
            proxy, "-CAfile", listener.trust(), "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")
        .greet();
  }
}
