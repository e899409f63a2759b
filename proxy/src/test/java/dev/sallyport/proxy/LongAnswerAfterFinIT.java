package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;

/** A client that has ended its output and reads slowly receives all of a long answer. */
class LongAnswerAfterFinIT {

  private static final int LENGTH = 64 << 20;
  private static final int SIP = 256 << 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  @TempDir private Path directory;

  @OnEachTransport
  void everyByteArrivesInOrder(String transport) throws Exception {
    try (TestBackend backend =
            TestBackend.start(
                connection -> {
                  connection.getInputStream().readAllBytes();
                  Pattern.write(connection.getOutputStream(), LENGTH);
                });
        RunningProxy proxy = RunningProxy.relay(directory, backend.port(), transport)) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write('?');
        client.shutdownOutput();
        Pattern pattern = new Pattern();
        InputStream in = client.getInputStream();
        for (byte[] sip = in.readNBytes(SIP); sip.length > 0; sip = in.readNBytes(SIP)) {
          pattern.check(sip, sip.length);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertThat(pattern.checked()).isEqualTo(LENGTH);
      }
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(record.downstream().bytes().out()).isEqualTo(LENGTH);
    }
  }
}
