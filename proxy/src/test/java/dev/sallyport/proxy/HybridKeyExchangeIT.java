package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X25519MLKEM768 with a client made of BoringSSL, in the record as it is written. */
class HybridKeyExchangeIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "X25519MLKEM768, '', X25519MLKEM768, HYBRID",
    "X25519MLKEM768 X25519, '', x25519, ECDHE",
    "X25519MLKEM768 X25519, 'tls.groups = [X25519MLKEM768, x25519]', X25519MLKEM768, HYBRID"
  })
  void isTakenWhereItIsAllThereIsOrPreferred(
      String offered, String more, String group, String exchange) throws Exception {
    assumeTrue(Conscrypt.isAvailable(), "Conscrypt has no native code for this platform");
    Path log = directory.resolve("connections.log");
    try (TlsListener listener = TlsListener.of(KeyKind.EC, directory, TlsListener.ONE_LINE)) {
      try (RunningProxy proxy = listener.proxy(more)) {
        assertThat(ask(proxy, listener.ca().certificate(), offered)).isEqualTo("hello\n");
        assertThatFlow(proxy.record()).isOk();
      }
      FlowRecord written = FlowJson.read(Files.readString(log).strip());
      TlsRecord tls = Told.tls(written, DOWNSTREAM);
      assertThat(tls.parameters().version()).isEqualTo("TLSv1.3");
      assertThat(tls.parameters().group()).isEqualTo(group);
      assertThat(tls.parameters().keyExchange()).isEqualTo(exchange);
      assertThat(Objects.requireNonNull(tls.keys().preMaster()).by())
          .isEqualTo(TlsRecord.PreMaster.By.KEY_AGREEMENT);
      assertThat(Objects.requireNonNull(tls.hello().offer()).groups()).contains("X25519MLKEM768");
    }
  }

  private static String ask(RunningProxy proxy, X509Certificate ca, String groups)
      throws Exception {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null);
    anchors.setCertificateEntry("ca", ca);
    Provider conscrypt = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", conscrypt);
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS", conscrypt);
    context.init(null, trust.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(proxy.connect(), "web.test", proxy.port(), true)) {
      Conscrypt.setNamedGroups(socket, groups.split(" ", -1));
      socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
