package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.FlowRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A port at which nobody listens is told from every other failure. */
class DeadPortIT {

  @TempDir private Path directory;

  @OnEachTransport
  void theClientIsResetAndTheRecordSaysWhy(String transport) throws Exception {
    try (DeadPort dead = DeadPort.open();
        RunningProxy proxy = RunningProxy.relay(directory, dead.port(), transport)) {
      TurnedAway.expect(proxy::connect);
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_CONNECT_FAILED);
      assertThat(Told.error(record).type()).isEqualTo(ErrorType.CONNECTION_REFUSED);
      assertThat(Told.error(record).detail()).isEqualTo(dead.address() + ": connection refused");
      assertThat(Told.error(record).side()).isEqualTo(Side.UPSTREAM);
      assertThat(Told.error(record).state()).isEqualTo("SYN_SENT");
      assertThat(record.heading().server()).isEqualTo(dead.address());
      assertThat(Told.upstream(record).tcp().state()).isEqualTo(TcpState.CLOSED);
      assertThat(Told.upstream(record).tcp().teardown()).isNull();
    }
  }

  @OnEachTransport
  void isToldWithTheAddressThatANameHas(String transport) throws Exception {
    try (DeadPort dead = DeadPort.open();
        RunningProxy proxy =
            RunningProxy.relay(
                directory,
                dead.port(),
                transport,
                "backends.app.servers = [\"localhost:%d\"]".formatted(dead.port()))) {
      TurnedAway.expect(proxy::connect);
      assertThat(Told.error(proxy.record()).detail())
          .startsWith("localhost:" + dead.port() + " at ")
          .endsWith("1: connection refused");
    }
  }
}
