package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.NginxSite.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A body of a GiB comes through unchanged in either direction; elsewhere than in CI it is smaller,
 * unless {@code -Dsallyport.test.large=<bytes>} says how large it is.
 */
class LargeBodiesStayIdenticalIT {

  private static final long SIZE =
      Long.getLong(
          "sallyport.test.large",
          "true".equals(System.getenv("CI")) ? Sample.GIB : 64 * Sample.MIB);

  @TempDir private static Path directory;

  private static NginxSite site;
  private static Sample large;

  @BeforeAll
  static void start() throws IOException {
    site = NginxSite.start(directory);
    large = Sample.write(site.files().resolve("large"), SIZE);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({"TERMINATED, 1.2", "PASSED_THROUGH, 1.3", "REENCRYPTED, 1.3"})
  void downloaded(Mode mode, String version) {
    try (RunningProxy proxy = site.proxy(mode)) {
      Curl.Answer answer = site.curl(proxy, mode).speaking(version).get("/large");
      assertThat(answer).isEqualTo(new Curl.Answer(0, large.digest(), "200"));
      assertThatFlow(proxy.record()).isOk();
      assertThat(proxy.record().downstream().bytes().out()).isGreaterThan(SIZE);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERMINATED, 1.3", "PASSED_THROUGH, 1.2", "REENCRYPTED, 1.2"})
  void uploaded(Mode mode, String version) throws IOException {
    Path upload = site.files().resolve("upload");
    try (RunningProxy proxy = site.proxy(mode)) {
      Curl.Answer answer = site.curl(proxy, mode).speaking(version).put(large.file(), "/upload");
      assertThat(answer.exitCode()).isZero();
      assertThat(answer.said()).isEqualTo("201");
      assertThat(Sample.digest(upload)).isEqualTo(large.digest());
      assertThatFlow(proxy.record()).isOk();
      assertThat(proxy.record().downstream().bytes().in()).isGreaterThan(SIZE);
    } finally {
      Files.deleteIfExists(upload);
    }
  }
}
