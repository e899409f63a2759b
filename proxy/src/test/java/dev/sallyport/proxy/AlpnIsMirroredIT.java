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
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A proxy that encrypts anew offers the backend just the protocol that it negotiated with the
 * client, so that both ends speak the same.
 */
class AlpnIsMirroredIT {

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

  @ParameterizedTest
  @CsvSource({"--http2, h2, 2", "--http1.1, http/1.1, 1.1"})
  void bothEndsSpeakTheSame(String option, String protocol, String version) {
    String alpn = "listeners.web.tls.alpn = [h2, \"http/1.1\"]";
    try (RunningProxy proxy = site.proxy(Mode.REENCRYPTED, alpn)) {
      Curl.Answer answer = ask(proxy, Mode.REENCRYPTED, option);
      assertThat(answer).isEqualTo(new Curl.Answer(0, site.page().digest(), "200 HTTP/" + version));
      FlowRecord record = proxy.record();
      FlowAssert flow = assertThatFlow(record);
      assertThat(flow.tls(DOWNSTREAM).parameters().alpn()).isEqualTo(protocol);
      assertThat(flow.tls(UPSTREAM).parameters().alpn()).isEqualTo(protocol);
      assertThat(offered(flow.tls(UPSTREAM))).containsExactly(protocol);
      assertThat(record.timeline())
          .filteredOn(entry -> entry.event().equals("tls.client_hello"))
          .extracting(entry -> entry.side())
          .containsExactly(DOWNSTREAM, UPSTREAM);
    }
  }

  @Test
  void nothingIsOfferedWhereNothingWasNegotiated() {
    try (RunningProxy proxy = site.proxy(Mode.REENCRYPTED)) {
      assertThat(ask(proxy, Mode.REENCRYPTED, "--http2").said()).isEqualTo("200 HTTP/1.1");
      FlowAssert flow = assertThatFlow(proxy.record()).isOk();
      assertThat(offered(flow.tls(DOWNSTREAM))).containsExactly("h2", "http/1.1");
      assertThat(flow.tls(DOWNSTREAM).parameters().alpn()).isNull();
      assertThat(offered(flow.tls(UPSTREAM))).isEmpty();
    }
  }

  @Test
  void aListOfTheBackendsOwnIsOfferedAsItIs() {
    String alpn = "backends.app.tls.alpn = [\"http/1.1\", h3]";
    try (RunningProxy proxy = site.proxy(Mode.REENCRYPTED, alpn)) {
      assertThat(ask(proxy, Mode.REENCRYPTED, "--http1.1").said()).isEqualTo("200 HTTP/1.1");
      FlowAssert flow = assertThatFlow(proxy.record()).isOk();
      assertThat(offered(flow.tls(UPSTREAM))).containsExactly("http/1.1", "h3");
      assertThat(flow.tls(UPSTREAM).parameters().alpn()).isEqualTo("http/1.1");
    }
  }

  @Test
  void whatIsPassedThroughIsNegotiatedWithTheBackend() {
    try (RunningProxy proxy = site.proxy(Mode.PASSED_THROUGH)) {
      assertThat(ask(proxy, Mode.PASSED_THROUGH, "--http2").said()).isEqualTo("200 HTTP/2");
      assertThat(offered(assertThatFlow(proxy.record()).isOk().tls(DOWNSTREAM)))
          .containsExactly("h2", "http/1.1");
    }
  }

  private static Curl.Answer ask(RunningProxy proxy, Mode mode, String option) {
    return site.curl(proxy, mode)
        .with(option, "--write-out", "%{stderr}%{http_code} HTTP/%{http_version}")
        .get("/page");
  }

  private static List<String> offered(TlsRecord tls) {
    return Objects.requireNonNull(tls.hello().offer()).alpn();
  }
}
