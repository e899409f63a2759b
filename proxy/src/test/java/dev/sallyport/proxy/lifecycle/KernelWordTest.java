package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.FirstEnd;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kernel says of the first end, once everything is over. */
class KernelWordTest {

  private static final long MILLI = 1_000_000;

  private final ManualTicker ticker = new ManualTicker();

  @Test
  void theFirstEndWasWhenTheKernelSawIt() {
    Lifecycle flow = ended(Conversation.cleartext(), UPSTREAM, DOWNSTREAM);
    flow.testify(UPSTREAM, Event.FIN_RECEIVED, MILLI / 2, Map.of());
    assertThat(flow.termination().firstEnd())
        .isEqualTo(new FirstEnd(Closer.UPSTREAM, Means.FIN, MILLI / 2));
  }

  @Test
  void aFinThatWeReadLaterMayHaveComeFirst() {
    Lifecycle flow = ended(Conversation.cleartext(), UPSTREAM, DOWNSTREAM);
    flow.testify(DOWNSTREAM, Event.FIN_CROSSED, 300, Map.of());
    flow.testify(UPSTREAM, Event.FIN_RECEIVED, 400, Map.of());
    assertThat(flow.termination().firstEnd())
        .isEqualTo(new FirstEnd(Closer.DOWNSTREAM, Means.FIN, 300));
  }

  @Test
  void aFinBehindACloseNotifyIsNoFirstEnd() {
    Lifecycle flow =
        new Lifecycle(Conversation.terminating(DialOn.ACCEPTED), timeline(), () -> true);
    flow.on(DOWNSTREAM, Event.ACCEPTED);
    flow.on(UPSTREAM, Event.DIALLED);
    flow.on(UPSTREAM, Event.CONNECTED);
    flow.on(DOWNSTREAM, Event.HELLO);
    flow.on(DOWNSTREAM, Event.HANDSHAKE_COMPLETED);
    ticker.advance(Duration.ofMillis(1));
    flow.on(UPSTREAM, Event.FIN_RECEIVED);
    flow.on(DOWNSTREAM, Event.CLOSE_NOTIFY_RECEIVED);
    close(flow);
    flow.testify(DOWNSTREAM, Event.FIN_RECEIVED, 100, Map.of());
    assertThat(flow.termination().firstEnd())
        .isEqualTo(new FirstEnd(Closer.UPSTREAM, Means.FIN, MILLI));
  }

  @Test
  void itChangesNoJudgement() {
    Lifecycle flow = new Lifecycle(Conversation.cleartext(), timeline(), () -> true);
    flow.on(DOWNSTREAM, Event.ACCEPTED);
    flow.on(UPSTREAM, Event.DIALLED);
    flow.on(UPSTREAM, Event.CONNECTED);
    ticker.advance(Duration.ofMillis(1));
    flow.on(DOWNSTREAM, Event.RST_RECEIVED);
    close(flow);
    flow.testify(DOWNSTREAM, Event.RST_RECEIVED, 700, Map.of());
    flow.testify(UPSTREAM, Event.FIN_RECEIVED, 600, Map.of());
    assertThat(flow.termination().firstEnd())
        .isEqualTo(new FirstEnd(Closer.DOWNSTREAM, Means.RST, 700));
    assertThat(flow.termination().outcome(false)).isEqualTo(Outcome.RESET);
    assertThat(flow.connection(UPSTREAM).finReceived()).isFalse();
  }

  @Test
  void itIsHeardWhenAllIsOver() {
    Lifecycle flow = new Lifecycle(Conversation.cleartext(), timeline(), () -> true);
    flow.on(DOWNSTREAM, Event.ACCEPTED);
    assertThatThrownBy(() -> flow.testify(DOWNSTREAM, Event.CONNECTED, -1, Map.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  private Lifecycle ended(Plan plan, Side first, Side second) {
    Lifecycle flow = new Lifecycle(plan, timeline(), () -> true);
    flow.on(DOWNSTREAM, Event.ACCEPTED);
    flow.on(UPSTREAM, Event.DIALLED);
    flow.on(UPSTREAM, Event.CONNECTED);
    ticker.advance(Duration.ofMillis(1));
    flow.on(first, Event.FIN_RECEIVED);
    flow.on(second, Event.FIN_RECEIVED);
    close(flow);
    return flow;
  }

  private static void close(Lifecycle flow) {
    flow.on(UPSTREAM, Event.DESCRIPTOR_CLOSED);
    flow.on(DOWNSTREAM, Event.DESCRIPTOR_CLOSED);
  }

  private Timeline timeline() {
    return new Timeline(ticker);
  }
}
