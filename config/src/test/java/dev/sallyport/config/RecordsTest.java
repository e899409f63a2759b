package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records which a program makes by itself are as valid as those that were read. */
class RecordsTest {

  private static final Origins HERE = Origins.of("test", "here");

  @Test
  void theWildcardStandsForOneLabelAndTheExactNameWins(@TempDir Path path) throws Exception {
    ListenerConfig web =
        Folder.make(path)
            .load(
                """
                include "base.conf"
                sallyport.listeners.web {
                  tls.mode = passthrough
                  routes = [
                    { server-name = "*.example.com", backend = wild }
                    { server-name = "www.example.com", backend = www }
                  ]
                }
                sallyport.backends { wild.servers = ["a:1"], www.servers = ["a:1"] }
                """)
            .listeners()
            .get(0);

    assertThat(web.backendFor("www.example.com")).isEqualTo("www");
    assertThat(web.backendFor("WWW.Example.COM")).isEqualTo("www");
    assertThat(web.backendFor("a.example.com")).isEqualTo("wild");
    assertThat(web.backendFor("a.b.example.com")).isEqualTo("app");
    assertThat(web.backendFor(".example.com")).isEqualTo("app");
    assertThat(web.backendFor("example.com")).isEqualTo("app");
    assertThat(web.backendFor(null)).isEqualTo("app");
  }

  @Test
  void allBrokenRulesOfARecordAreTold() {
    assertThatThrownBy(() -> new TcpConfig(true, true, Duration.ofDays(-1), -1, 0, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            test: here.user-timeout: out of range: -1d (0s to 7d)
            test: here.receive-buffer: out of range: -1 (0 to 1073741824)\
            """);
  }

  @Test
  void aConfigurationHasAllBackendsItNames(@TempDir Path path) throws Exception {
    Configuration good = Folder.make(path).load("include \"base.conf\"");

    assertThatThrownBy(
            () ->
                new Configuration(
                    good.listeners(),
                    Map.of(),
                    good.timeouts(),
                    good.connectionLog(),
                    good.transport(),
                    good.tcp(),
                    good.crypto(),
                    good.keyLog(),
                    good.timing(),
                    HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such backend: \"app\"");
    assertThatThrownBy(() -> good.backend("other")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aProblemIsOneLine() {
    assertThat(new Problem("my.conf:1", "a\nb", "not \"\u0000\r\n\""))
        .hasToString("my.conf:1: a?b: not \"???\"");
  }

  @Test
  void anExceptionHasAProblem() {
    assertThatThrownBy(() -> new ConfigurationException(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretShowsItselfOnlyWhenAsked() {
    Secret secret = new Secret("hunter2");

    assertThat(secret).hasToString("(secret)").isEqualTo(new Secret("hunter2"));
    assertThat(secret).isNotEqualTo(new Secret("hunter3"));
    secret.reveal()[0] = 'x';
    assertThat(secret.reveal()).containsExactly("hunter2".toCharArray());
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT90S, 90s", "PT2M, 2m", "P7D, 7d", "PT1.5S, 1500ms", "-PT1H, -1h"})
  void durationsAreShownAsTheyAreWritten(Duration duration, String shown) {
    assertThat(Durations.show(duration)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "timeout, timeouts, 1",
    "idel, idle, 1",
    "bakend, backend, 1",
    "kitten, sitting, 3",
    "'', abc, 3",
    "same, same, 0",
  })
  void theDistanceCountsLettersToChange(String from, String to, int distance) {
    assertThat(Suggestion.distance(from, to)).isEqualTo(distance);
    assertThat(Suggestion.distance(to, from)).isEqualTo(distance);
  }
}
