package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossReportTest {
  private final IOException full = new IOException("No space left on device");

  private final AtomicLong nanos = new AtomicLong(-5);
  private final LossReport report = new LossReport(nanos::get);
  private final LogSink sink;

  LossReportTest(@TempDir Path directory) throws IOException {
    this.sink = LogSink.open(directory.resolve("conn.log"));
  }

  @AfterEach
  void close() throws IOException {
    sink.close();
  }

  @Test
  void saysALossAtOnceThenEveryTenSecondsAndThatItIsOver() {
    assertThat(report.succeeded(sink)).isNull();
    assertThat(report.failed(sink, full, 3))
        .isEqualTo(
            "connection log "
                + sink
                + " cannot be written: No space left on device;"
                + " records lost so far: 3");
    assertThat(report.failed(sink, full, 4)).isNull();
    pass(Duration.ofSeconds(10));
    assertThat(report.failed(sink, full, 1)).endsWith(" records lost so far: 8");
    assertThat(report.succeeded(sink)).endsWith(" is written again; records lost so far: 8");
    assertThat(report.succeeded(sink)).isNull();
    assertThat(report.ended(sink)).isNull();
    assertThat(report.lost()).isEqualTo(8);
  }

  @Test
  void aSinkThatFailsNowAndThenIsNotSaidEachTimeButEachLossIsSaid() {
    assertThat(report.failed(sink, full, 1)).isNotNull();
    assertThat(report.succeeded(sink)).isNotNull();
    assertThat(report.failed(sink, full, 1)).isNull();
    assertThat(report.succeeded(sink)).isNull();
    pass(Duration.ofSeconds(10));
    assertThat(report.succeeded(sink)).endsWith(" is written again; records lost so far: 2");

    assertThat(report.failed(sink, full, 1)).isNull();
    assertThat(report.succeeded(sink)).isNull();
    assertThat(report.ended(sink)).endsWith(": records lost so far: 3");
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
