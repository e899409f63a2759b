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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A certificate whose key is for RSASSA-PSS alone serves clients that offer a scheme for it, and
 * nobody else.
 */
class RsassaPssCertificateIsShownIT {
  @TempDir private Path directory;

  private TlsListener listener;

  @BeforeEach
  void start() throws IOException {
    listener = TlsListener.of(KeyKind.RSA_PSS, directory, TlsListener.ONE_LINE);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_3, '', rsa_pss_pss_sha256",
    "-tls1_2, '', rsa_pss_pss_sha256",
    "-tls1_3, rsa_pss_pss_sha512:rsa_pss_rsae_sha256:ECDSA+SHA256, rsa_pss_pss_sha512",
    "-tls1_2, rsa_pss_pss_sha384:RSA+SHA256:ECDSA+SHA256, rsa_pss_pss_sha384"
  })
  void toAClientThatOffersAScheme(String version, String offered, String scheme) {
    try (RunningProxy proxy = listener.proxy("")) {
      Tool.Result client = openssl(proxy, version, offered);
      assertThat(client.out()).as(client.err()).contains("hello");
      TlsRecord tls = assertThatFlow(proxy.record()).isOk().tls(DOWNSTREAM);
      assertThat(tls.parameters().signature()).isEqualTo(scheme);
      assertThat(Objects.requireNonNull(tls.certificates().ours()).key())
          .isEqualTo("RSASSA-PSS 2048");
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_3", "-tls1_2"})
  void notToAClientThatOffersNone(String version) {
    try (RunningProxy proxy = listener.proxy("")) {
      Tool.Result client =
          openssl(proxy, version, "rsa_pss_rsae_sha256:RSA+SHA256:ECDSA+SHA256:ed25519");
      assertThat(client.out()).doesNotContain("hello");
      assertThatFlow(proxy.record())
          .failed(
              Outcome.DOWNSTREAM_TLS_FAILED,
              DOWNSTREAM,
              "HANDSHAKING",
              ErrorType.of("no_common_parameters"))
          .byAlert(Direction.OUT, "handshake_failure");
    }
  }

  private Tool.Result openssl(RunningProxy proxy, String version, String offered) {
    List<String> arguments =
        new ArrayList<>(List.of("s_client", "-quiet", "-connect", "127.0.0.1:" + proxy.port()));
    arguments.addAll(
        List.of("-servername", "web.test", "-CAfile", listener.trust(), "-verify_return_error"));
    arguments.add(version);
    if (!offered.isEmpty()) {
      arguments.addAll(List.of("-sigalgs", offered));
    }
    return Tool.of("openssl").run("hello\n", arguments);
  }
}
