package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A client that comes and goes without a byte is a health check, and no failure. */
class SilentClientIT {

  @TempDir private Path directory;

  @OnEachTransport
  void leavesAnEmptyFlow(String transport) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      proxy.connect().close();
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.EMPTY);
      assertThat(record.ending().error()).isNull();
      assertThat(Told.close(record).first()).isEqualTo(Closer.DOWNSTREAM);
      assertThat(Told.close(record).by()).isEqualTo(Means.FIN);
      assertThat(record.downstream().bytes().in()).isZero();
    }
  }
}
