package dev.sallyport.proxy;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.record.FlowRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that may not come in is reset, recorded, and never costs a dial. */
class RefusedIT {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny = [\"127.0.0.0/8\"]",
        "allow = [\"10.0.0.0/8\"]",
        "allow = [\"127.0.0.0/8\"], deny = [\"127.0.0.1\"]"
      })
  void whoIsDeniedOrNotAllowed(String rules) throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy =
            RunningProxy.relay(directory, backend.port(), "listeners.web {" + rules + "}")) {
      TurnedAway.expect(proxy::connect);
      FlowRecord record = proxy.record();
      isRefused(record, ErrorType.ACCESS_DENIED);
      assertThat(Told.error(record).detail()).contains("127.0.0.1");
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void butWhoIsAllowedComesIn() throws Exception {
    try (TestBackend backend = TestBackend.saying("in");
        RunningProxy proxy =
            RunningProxy.relay(
                directory,
                backend.port(),
                "listeners.web { allow = [\"127.0.0.0/8\"], deny = [\"127.0.0.2\"] }")) {
      try (Socket client = proxy.connect()) {
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("in");
      }
      assertThat(proxy.records(1)).hasSize(1);
    }
  }

  @Test
  void whoHasItsNumberOfConnectionsUntilOneOfThemEnds() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy =
            RunningProxy.relay(
                directory, backend.port(), "listeners.web.max-connections-per-address = 2")) {
      try (Socket first = proxy.connect();
          Socket second = proxy.connect()) {
        echo(first);
        echo(second);
        TurnedAway.expect(proxy::connect);
      }
      await().until(() -> proxy.proxy().running() == 0);
      try (Socket again = proxy.connect()) {
        echo(again);
      }
      Map<Outcome, List<FlowRecord>> records =
          proxy.records(4).stream().collect(groupingBy(FlowRecord::outcome));
      assertThat(records.get(Outcome.OK)).hasSize(3);
      assertThat(records.get(Outcome.REFUSED))
          .singleElement()
          .satisfies(refused -> isRefused(refused, ErrorType.LIMIT));
    }
  }

  private static void echo(Socket socket) throws Exception {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  private static void isRefused(FlowRecord record, ErrorType type) {
    assertThat(record.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(Told.error(record).type()).isEqualTo(type);
    assertThat(Told.error(record).side()).isEqualTo(Side.DOWNSTREAM);
    assertThat(Told.close(record).first()).isEqualTo(Closer.PROXY);
    assertThat(record.upstream()).isNull();
  }
}
