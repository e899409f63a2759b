package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which server a flow comes to, and what happens where that one cannot be reached. */
class BalancingIT {

  @TempDir private Path directory;

  @Test
  void roundRobinTakesEachServerInTurn() throws Exception {
    try (TestBackend a = TestBackend.saying("a");
        TestBackend b = TestBackend.saying("b");
        TestBackend c = TestBackend.saying("c");
        RunningProxy proxy = start("round-robin", at(a.port()), at(b.port()), at(c.port()))) {
      assertThat(List.of(ask(proxy), ask(proxy), ask(proxy), ask(proxy), ask(proxy), ask(proxy)))
          .containsExactly("a", "b", "c", "a", "b", "c");
      assertThat(proxy.records(6))
          .extracting(record -> record.heading().server())
          .containsExactlyInAnyOrder(
              at(a.port()), at(b.port()), at(c.port()), at(a.port()), at(b.port()), at(c.port()));
    }
  }

  @Test
  void leastConnectionsTakesTheServerWithFewest() throws Exception {
    try (TestBackend a = TestBackend.echoing();
        TestBackend b = TestBackend.echoing();
        RunningProxy proxy = start("least-connections", at(a.port()), at(b.port()))) {
      try (Socket onA = open(proxy);
          Socket onB = open(proxy)) {
        assertThat(List.of(a.accepted(), b.accepted())).containsExactly(1, 1);
        onA.shutdownOutput();
        await().until(() -> proxy.proxy().running() == 1);
        // b has one flow, a has none; the turn would be a's, then b's, were it not for that.
        try (Socket third = open(proxy)) {
          assertThat(List.of(a.accepted(), b.accepted())).containsExactly(2, 1);
          third.shutdownOutput();
          await().until(() -> proxy.proxy().running() == 1);
          open(proxy).close();
          assertThat(List.of(a.accepted(), b.accepted())).containsExactly(3, 1);
        }
        assertThat(onB.isClosed()).isFalse();
      }
      proxy.records(4); // each flow has ended by itself before the proxy is closed
    }
  }

  private static Socket open(RunningProxy proxy) throws IOException {
    Socket client = proxy.connect();
    client.getOutputStream().write('x');
    assertThat(client.getInputStream().read()).isEqualTo('x');
    return client;
  }

  @OnEachTransport
  void theNextServerIsTakenWhereOneCannotBeDialled(String transport) throws Exception {
    try (DeadPort dead = DeadPort.open();
        TestBackend b = TestBackend.saying("b");
        RunningProxy proxy = start("round-robin\n" + transport, dead.address(), at(b.port()))) {
      assertThat(ask(proxy)).isEqualTo("b");
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.OK);
      assertThat(record.heading().server()).isEqualTo(at(b.port()));
      assertThat(record.timeline())
          .extracting(TimelineEntry::event)
          .containsSubsequence("tcp.dial", "tcp.dial_failed", "tcp.dial", "tcp.connected");
    }
  }

  @Test
  void theLastServersFailureIsToldWhereNoneCanBeDialled() throws Exception {
    try (DeadPort dead = DeadPort.open();
        DeadPort last = DeadPort.open();
        RunningProxy proxy = start("round-robin", dead.address(), last.address())) {
      TurnedAway.expect(proxy::connect);
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_CONNECT_FAILED);
      assertThat(record.heading().server()).isEqualTo(last.address());
      assertThat(Told.error(record).detail()).contains(last.address());
    }
  }

  @OnEachTransport
  void aNameIsResolved(String transport) throws Exception {
    try (TestBackend backend = TestBackend.saying("found");
        RunningProxy proxy = start("round-robin\n" + transport, "localhost:" + backend.port())) {
      assertThat(ask(proxy)).isEqualTo("found");
      FlowRecord record = proxy.record();
      assertThat(record.heading().server()).isEqualTo("localhost:" + backend.port());
      assertThat(Told.upstream(record).remote()).isEqualTo(at(backend.port()));
    }
  }

  /** RFC 6761 reserves the name: no resolver knows it. */
  @OnEachTransport
  void aNameThatCannotBeResolvedIsToldFromAServerThatCannotBeReached(String transport)
      throws Exception {
    try (RunningProxy proxy = start("round-robin\n" + transport, "nowhere.invalid:80")) {
      TurnedAway.expect(proxy::connect);
      FlowRecord record = proxy.record();
      assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_CONNECT_FAILED);
      assertThat(Told.error(record).type()).isIn(ErrorType.NAME_NOT_RESOLVED, ErrorType.TIMEOUT);
      assertThat(Told.error(record).detail()).contains("nowhere.invalid");
      assertThat(record.heading().server()).isEqualTo("nowhere.invalid:80");
      assertThat(record.upstream()).isNull();
    }
  }

  @Test
  void theNextServerIsTakenWhereANameCannotBeResolved() throws Exception {
    try (TestBackend backend = TestBackend.saying("found");
        RunningProxy proxy = start("round-robin", "nowhere.invalid:80", at(backend.port()))) {
      assertThat(ask(proxy)).isEqualTo("found");
      assertThat(proxy.record().outcome()).isEqualTo(Outcome.OK);
    }
  }

  private static String at(int port) {
    return "127.0.0.1:" + port;
  }

  private static String ask(RunningProxy proxy) throws IOException {
    try (Socket client = proxy.connect()) {
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private RunningProxy start(String balance, String... servers) {
    return RunningProxy.start(
        directory,
        """
        listeners.web { bind = "127.0.0.1:0", backend = app }
        backends.app.servers = ["%s"]
        backends.app.balance = %s
        """
            .formatted(String.join("\", \"", servers), balance));
  }
}
