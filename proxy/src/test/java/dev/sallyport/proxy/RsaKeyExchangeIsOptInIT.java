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

/**
 * The RSA key exchange of TLS 1.2, in which the client makes the pre-master secret and encrypts it
 * under the certificate's key, can be watched step by step where it is asked for, and is refused
 * elsewhere.
 */
class RsaKeyExchangeIsOptInIT {

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

  @Test
  void opensslConnectsAndTheRecordShowsEveryStep() {
    try (RunningProxy proxy = listener.proxy("tls.key-exchange = [rsa]")) {
      Tool.Result client = openssl(proxy);
      assertThat(client.exitCode()).as(client.err()).isZero();
      assertThat(client.out()).contains("Cipher is AES128-GCM-SHA256", "Verify return code: 0");
      FlowAssert flow = assertThatFlow(proxy.record());
      flow.passed(
          DOWNSTREAM,
          "in tls.client_hello",
          "out tls.server_hello",
          "out tls.certificate",
          "out tls.server_hello_done",
          "in tls.client_key_exchange",
          "in tls.change_cipher_spec",
          "in tls.finished",
          "out tls.change_cipher_spec",
          "out tls.finished");
      flow.happened(
          DOWNSTREAM,
          "tls.client_hello",
          "tls.server_hello",
          "tls.certificate",
          "tls.server_hello_done",
          "tls.client_key_exchange",
          "tls.pre_master_secret",
          "tls.keys_derived",
          "tls.change_cipher_spec",
          "tls.finished",
          "tls.change_cipher_spec",
          "tls.finished",
          "tls.handshake_completed");
      flow.didNotHappen(DOWNSTREAM, "tls.server_key_exchange");
      assertTold(flow.tls(DOWNSTREAM));
    }
  }

  private static void assertTold(TlsRecord tls) {
    assertThat(tls.parameters().version()).isEqualTo("TLSv1.2");
    assertThat(tls.parameters().cipherSuite()).isEqualTo("TLS_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(tls.parameters().keyExchange()).isEqualTo("RSA");
    assertThat(tls.parameters().group()).isNull();
    assertThat(tls.parameters().signature()).isNull();
    assertThat(tls.hello().clientRandom()).matches("[0-9a-f]{64}");
    assertThat(tls.hello().serverRandom()).matches("[0-9a-f]{64}");
    assertThat(Objects.requireNonNull(tls.certificates().ours()).key()).isEqualTo("RSA 2048");
    TlsRecord.PreMaster preMaster = Objects.requireNonNull(tls.keys().preMaster());
    assertThat(preMaster.by()).isEqualTo(TlsRecord.PreMaster.By.CLIENT_ENCRYPTED);
    assertThat(tls.keys().derivedMicros()).isGreaterThanOrEqualTo(preMaster.atMicros());
    assertThat(Objects.requireNonNull(tls.handshake()).history()).startsWith("CsxnGIFtif");
  }

  @Test
  void withoutThatKeyItIsRefused() {
    try (RunningProxy proxy = listener.proxy("")) {
      Tool.Result client = openssl(proxy);
      assertThat(client.exitCode()).isEqualTo(1);
      assertThat(client.err()).contains("alert handshake failure");
      FlowAssert flow =
          assertThatFlow(proxy.record())
              .failed(
                  Outcome.DOWNSTREAM_TLS_FAILED,
                  DOWNSTREAM,
                  "HANDSHAKING",
                  ErrorType.NO_COMMON_SUITE)
              .byAlert(Direction.OUT, "handshake_failure");
      assertThat(Objects.requireNonNull(flow.tls(DOWNSTREAM).hello().offer()).cipherSuites())
          .contains("TLS_RSA_WITH_AES_128_GCM_SHA256");
    }
  }

  private Tool.Result openssl(RunningProxy proxy) {
    return new SClient(
            proxy, "-CAfile", listener.trust(), "-tls1_2", "-cipher", "AES128-GCM-SHA256")
        .greet();
  }
}
