package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not answer the SYN is given up after {@code timeouts.connect}. */
class ConnectTimeoutIT {

  /** After six retransmissions of the SYN. */
  private static final long GIVEN_UP_BY_THE_KERNEL = 127_000_000;

  @TempDir private Path directory;

  @OnEachTransport
  void theClientIsResetAndTheRecordSaysWhy(String transport) throws Exception {
    try (BusyServer server = BusyServer.start();
        RunningProxy proxy =
            RunningProxy.relay(directory, server.port(), transport, "timeouts.connect = 300ms")) {
      TurnedAway.expect(proxy::connect);
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_CONNECT_FAILED);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.TIMEOUT);
      assertThat(Told.error(record).side()).isEqualTo(Side.UPSTREAM);
      assertThat(Told.error(record).state()).isEqualTo("SYN_SENT");
      assertThat(Told.error(record).detail())
          .isEqualTo("no connection within 0.3s (timeouts.connect)");
      assertThat(record.ending().durationMicros()).isBetween(300_000L, GIVEN_UP_BY_THE_KERNEL);
    }
  }
}
