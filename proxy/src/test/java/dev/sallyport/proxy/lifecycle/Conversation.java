package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Failure;
import dev.sallyport.proxy.lifecycle.Termination.FirstEnd;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The language of the scripts: what happens on either side, what the machine makes of it, and where
 * everything stands then.
 *
 * <p>A script is strict: an action that it does not name is an error, at the next line.
 */
final class Conversation {

  private final ManualTicker ticker = new ManualTicker();
  private final Timeline timeline = new Timeline(ticker);
  private final Lifecycle lifecycle;
  private int servers;
  private String line = "the beginning";
  private @Nullable Action given;

  private Conversation(Plan plan, int servers) {
    this.servers = servers;
    this.lifecycle = new Lifecycle(plan, timeline, () -> this.servers > 0);
  }

  /** A flow whose backend has one server. */
  static Conversation of(Plan plan) {
    return of(plan, 1);
  }

  static Conversation of(Plan plan, int servers) {
    return new Conversation(plan, servers);
  }

  // Plans

  static Plan cleartext() {
    return new Plan(TlsMode.NONE, false, DialOn.ACCEPTED, false);
  }

  static Plan terminating(DialOn dialOn) {
    return new Plan(TlsMode.ENDPOINT, false, dialOn, false);
  }

  static Plan reencrypting(DialOn dialOn) {
    return new Plan(TlsMode.ENDPOINT, true, dialOn, false);
  }

  static Plan passthrough() {
    return new Plan(TlsMode.PASSTHROUGH, false, DialOn.HELLO, false);
  }

  // Flows that relay

  static Conversation relayingCleartext() {
    return of(cleartext())
        .downstream(Event.ACCEPTED)
        .gives(Action.DIAL)
        .upstream(Event.DIALLED, Event.CONNECTED)
        .gives(Action.RELAY);
  }

  static Conversation relayingTlsToCleartext() {
    return of(terminating(DialOn.HANDSHAKE))
        .downstream(Event.ACCEPTED, Event.HELLO, Event.KEYS_DERIVED, Event.HANDSHAKE_COMPLETED)
        .gives(Action.DIAL)
        .upstream(Event.DIALLED, Event.CONNECTED)
        .gives(Action.RELAY);
  }

  static Conversation relayingTlsToTls() {
    return of(reencrypting(DialOn.HANDSHAKE))
        .downstream(Event.ACCEPTED, Event.HELLO, Event.KEYS_DERIVED, Event.HANDSHAKE_COMPLETED)
        .gives(Action.DIAL)
        .upstream(Event.DIALLED, Event.CONNECTED, Event.HELLO, Event.KEYS_DERIVED)
        .upstream(Event.CERTIFICATE_VERIFIED, Event.HANDSHAKE_COMPLETED)
        .gives(Action.RELAY);
  }

  // What happens

  Conversation downstream(Event... events) {
    return happen(DOWNSTREAM, events);
  }

  Conversation upstream(Event... events) {
    return happen(UPSTREAM, events);
  }

  Conversation downstream(Event event, ErrorType type) {
    return happen(DOWNSTREAM, event, new Cause(type, "as the script says"));
  }

  Conversation upstream(Event event, ErrorType type) {
    return happen(UPSTREAM, event, new Cause(type, "as the script says"));
  }

  Conversation after(Duration duration) {
    ticker.advance(duration);
    return this;
  }

  private Conversation happen(Side side, Event... events) {
    for (Event event : events) {
      happen(side, event, null);
    }
    return this;
  }

  private Conversation happen(Side side, Event event, @Nullable Cause cause) {
    settle();
    line = side + " " + event;
    given = cause == null ? lifecycle.on(side, event) : lifecycle.on(side, event, cause);
    if (given == Action.DIAL) {
      servers--;
    }
    return this;
  }

  private void settle() {
    assertThat(given).as("what the script does not say of " + line).isNull();
  }

  // What the machine makes of it

  Conversation gives(Action action) {
    assertThat(given).as(line).isEqualTo(action);
    given = null;
    return this;
  }

  Conversation tcp(TcpState downstream, TcpState upstream) {
    settle();
    assertThat(lifecycle.connection(DOWNSTREAM).tcp()).as("downstream").isEqualTo(downstream);
    assertThat(lifecycle.connection(UPSTREAM).tcp()).as("upstream").isEqualTo(upstream);
    return this;
  }

  Conversation tls(TlsState downstream, TlsState upstream) {
    settle();
    assertThat(lifecycle.connection(DOWNSTREAM).tls()).as("downstream").isEqualTo(downstream);
    assertThat(lifecycle.connection(UPSTREAM).tls()).as("upstream").isEqualTo(upstream);
    return this;
  }

  Conversation timers(Timer downstream, Timer upstream) {
    settle();
    assertThat(lifecycle.timer(DOWNSTREAM)).as("downstream").isEqualTo(downstream);
    assertThat(lifecycle.timer(UPSTREAM)).as("upstream").isEqualTo(upstream);
    return this;
  }

  Conversation firstEnd(Closer closer, Means means) {
    settle();
    FirstEnd end = lifecycle.termination().firstEnd();
    assertThat(end).isNotNull();
    assertThat(end.closer()).isEqualTo(closer);
    assertThat(end.means()).isEqualTo(means);
    return this;
  }

  Conversation firstEndAt(Duration at) {
    FirstEnd end = lifecycle.termination().firstEnd();
    assertThat(end).isNotNull();
    assertThat(end.at()).isEqualTo(at.toNanos());
    return this;
  }

  Conversation fails(Outcome outcome, Side side, String state, ErrorType type) {
    settle();
    Failure failure = lifecycle.termination().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.outcome()).isEqualTo(outcome);
    assertThat(failure.side()).isEqualTo(side);
    assertThat(failure.state()).isEqualTo(state);
    assertThat(failure.cause().type()).isEqualTo(type);
    assertThat(lifecycle.termination().outcome(false)).isEqualTo(outcome);
    return this;
  }

  Conversation isFine() {
    settle();
    assertThat(lifecycle.termination().failure()).isNull();
    assertThat(lifecycle.termination().outcome(false)).isEqualTo(Outcome.OK);
    return this;
  }

  /** What the outcome is when the client sent no byte. */
  Conversation outcomeOfASilentClient(Outcome outcome) {
    settle();
    assertThat(lifecycle.termination().outcome(true)).isEqualTo(outcome);
    return this;
  }

  /** The timeline of {@code side} so far, as milliseconds and label. */
  Conversation timeline(Side side, String... entries) {
    settle();
    List<String> told =
        timeline.entries().stream()
            .filter(entry -> entry.side() == side)
            .map(entry -> entry.at() / 1_000_000 + "ms " + entry.label())
            .toList();
    assertThat(told).containsExactly(entries);
    return this;
  }
}
