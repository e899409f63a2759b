package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.transport.TransportKind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From an address that the host does not have nothing can be dialled, and the record names it. */
class ForeignSourceAddressIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void theClientIsResetAndTheRecordNamesTheAddress(TransportKind kind) throws Exception {
    assumeThat(kind.whyUnavailable()).as("%s", kind).isNull();
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy =
            RunningProxy.relay(
                directory,
                backend.port(),
                "transport.kind = " + kind,
                "backends.app.source-address = \"203.0.113.7\"")) {
      TurnedAway.expect(proxy::connect);
      FlowRecord record = proxy.record();
      FlowAssert.assertThatFlow(record)
          .failed(
              Outcome.UPSTREAM_CONNECT_FAILED,
              Side.UPSTREAM,
              "SYN_SENT",
              ErrorType.ADDRESS_NOT_AVAILABLE);
      assertThat(Told.error(record).detail())
          .isEqualTo(
              "127.0.0.1:"
                  + backend.port()
                  + ": source-address 203.0.113.7 is not an address of this host");
      assertThat(backend.accepted()).isZero();
    }
  }
}
