package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.NginxSite.Mode;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * curl gets and puts the files of an nginx over either version of TLS, whether TLS ends at the
 * proxy, goes on to nginx, or ends at the proxy and begins there anew.
 */
class NginxIsServedThroughTlsIT {

  @TempDir private static Path directory;

  private static NginxSite site;

  @BeforeAll
  static void start() throws IOException {
    site = NginxSite.start(directory);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  static Stream<Arguments> everyWay() {
    return Stream.of(Mode.values())
        .flatMap(mode -> Stream.of("1.2", "1.3").map(version -> Arguments.of(mode, version)));
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void curlDownloads(Mode mode, String version) {
    try (RunningProxy proxy = site.proxy(mode)) {
      Curl.Answer answer = site.curl(proxy, mode).speaking(version).get("/page");
      assertThat(answer).isEqualTo(new Curl.Answer(0, site.page().digest(), "200"));
      assertTold(proxy.record(), mode, version);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void curlUploads(Mode mode, String version) throws IOException {
    String name = "upload-" + mode + "-" + version;
    try (RunningProxy proxy = site.proxy(mode)) {
      Curl.Answer answer =
          site.curl(proxy, mode).speaking(version).put(site.page().file(), "/" + name);
      assertThat(answer.exitCode()).isZero();
      assertThat(answer.said()).isEqualTo("201");
      assertThat(Sample.digest(site.files().resolve(name))).isEqualTo(site.page().digest());
      assertTold(proxy.record(), mode, version);
    }
  }

  private static void assertTold(FlowRecord record, Mode mode, String version) {
    FlowAssert flow = assertThatFlow(record).isOk();
    TlsRecord downstream = flow.tls(DOWNSTREAM);
    assertThat(downstream.parameters().serverName()).isEqualTo(NginxSite.HOST);
    assertThat(Objects.requireNonNull(downstream.hello().offer()).alpn())
        .containsExactly("h2", "http/1.1");
    switch (mode) {
      case TERMINATED -> {
        assertHandshake(flow, version);
        assertThat(flow.upstream().tls()).isNull();
      }
      case PASSED_THROUGH -> {
        assertThat(downstream.parameters().version()).isNull();
        assertThat(downstream.hello().clientRandom()).hasSize(64);
        assertThat(flow.upstream().tls()).isNull();
        flow.happened(DOWNSTREAM, "tcp.accepted", "tls.client_hello", "tcp.fin_received");
        flow.didNotHappen(DOWNSTREAM, "tls.server_hello", "tls.handshake_completed");
      }
      case REENCRYPTED -> {
        assertHandshake(flow, version);
        TlsRecord upstream = flow.tls(UPSTREAM);
        assertThat(upstream.parameters().version()).isEqualTo("TLSv1.3");
        assertThat(Objects.requireNonNull(upstream.certificates().peer()).issuer())
            .isEqualTo("CN=CA of nginx");
        assertThat(Objects.requireNonNull(upstream.certificates().verified()).verdict())
            .isEqualTo("trusted");
        flow.happened(
            UPSTREAM,
            "tcp.connected",
            "tls.client_hello",
            "tls.server_hello",
            "tls.certificate",
            "tls.certificate_verified",
            "tls.handshake_completed",
            "app.first_byte");
      }
    }
  }

  private static void assertHandshake(FlowAssert flow, String version) {
    TlsRecord tls = flow.tls(DOWNSTREAM);
    assertThat(tls.parameters().version()).isEqualTo("TLSv" + version);
    assertThat(tls.parameters().keyExchange()).isEqualTo("ECDHE");
    assertThat(Objects.requireNonNull(tls.certificates().ours()).issuer())
        .isEqualTo("CN=CA of the proxy");
    flow.happened(
        DOWNSTREAM,
        "tcp.accepted",
        "tls.client_hello",
        "tls.server_hello",
        "tls.certificate",
        "tls.handshake_completed",
        "app.first_byte",
        "tls.close_notify",
        "tcp.closed");
  }
}
