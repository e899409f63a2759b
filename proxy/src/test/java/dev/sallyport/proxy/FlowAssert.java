package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RecordFormatException;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TlsRecord;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** What a test claims of the record of a flow. */
public final class FlowAssert extends AbstractAssert<FlowAssert, FlowRecord> {

  private final FlowRecord flow;

  private FlowAssert(FlowRecord record) {
    super(record, FlowAssert.class);
    this.flow = record;
    as(FlowJson.write(record));
    isTruthful();
  }

  /**
   * Claims at once what holds of every record: an ordered timeline, and a JSON form that tells it.
   */
  public static FlowAssert assertThatFlow(FlowRecord record) {
    return new FlowAssert(record);
  }

  private void isTruthful() {
    Assertions.assertThat(flow.timeline())
        .filteredOn(entry -> !entry.kernel())
        .first()
        .extracting(TimelineEntry::event)
        .isEqualTo("tcp.accepted");
    Assertions.assertThat(flow.timeline())
        .as(descriptionText())
        .extracting(TimelineEntry::micros)
        .isSorted()
        .allMatch(micros -> micros <= flow.ending().durationMicros());
    try {
      Assertions.assertThat(FlowJson.read(FlowJson.write(flow))).isEqualTo(flow);
    } catch (RecordFormatException e) {
      throw new AssertionError(descriptionText(), e);
    }
  }

  /** All went well on both sides, and what one took in the other put out. */
  public FlowAssert isOk() {
    Assertions.assertThat(flow.outcome()).as(descriptionText()).isEqualTo(Outcome.OK);
    ConnectionRecord upstream = upstream();
    Assertions.assertThat(upstream.remote()).isEqualTo(flow.heading().server());
    Assertions.assertThat(upstream.bytes().out()).isEqualTo(flow.downstream().bytes().in());
    Assertions.assertThat(upstream.bytes().in()).isEqualTo(flow.downstream().bytes().out());
    return happened(DOWNSTREAM, "tcp.accepted", "app.first_byte", "tcp.closed")
        .happened(UPSTREAM, "tcp.dial", "tcp.connected", "app.first_byte", "tcp.closed");
  }

  public FlowAssert failed(Outcome outcome, Side side, String state, ErrorType type) {
    Assertions.assertThat(flow.outcome()).as(descriptionText()).isEqualTo(outcome);
    ErrorRecord error = error();
    Assertions.assertThat(error.side()).as(descriptionText()).isEqualTo(side);
    Assertions.assertThat(error.type()).as(descriptionText()).isEqualTo(type);
    Assertions.assertThat(error.state()).as(descriptionText()).isEqualTo(state);
    Assertions.assertThat(error.detail()).as(descriptionText()).isNotBlank();
    return this;
  }

  /** The failure was told by this alert. */
  public FlowAssert byAlert(Direction direction, String name) {
    ErrorRecord.Alert alert = error().alert();
    Assertions.assertThat(alert).as(descriptionText()).isNotNull();
    Assertions.assertThat(Objects.requireNonNull(alert).name()).isEqualTo(name);
    Assertions.assertThat(alert.direction()).isEqualTo(direction);
    return this;
  }

  public FlowAssert byNoAlert() {
    Assertions.assertThat(error().alert()).as(descriptionText()).isNull();
    return this;
  }

  /** Whose end came first, and what it was. */
  public FlowAssert firstEnd(Closer closer, Means means) {
    CloseRecord close = Told.close(flow);
    Assertions.assertThat(close.first()).as(descriptionText()).isEqualTo(closer);
    Assertions.assertThat(close.by()).as(descriptionText()).isEqualTo(means);
    return this;
  }

  /** The client has asked for this name. */
  public FlowAssert asksFor(String serverName) {
    Assertions.assertThat(tls(DOWNSTREAM).parameters().serverName())
        .as(descriptionText())
        .isEqualTo(serverName);
    return this;
  }

  public FlowAssert wasNeverDialled() {
    Assertions.assertThat(flow.upstream()).as(descriptionText()).isNull();
    return this;
  }

  /** These stand in the timeline of a side, in this order; others may stand between them. */
  public FlowAssert happened(Side side, String... events) {
    Assertions.assertThat(events(side, TimelineEntry::event))
        .as(descriptionText())
        .containsSubsequence(events);
    return this;
  }

  /** The same with directions: {@code "in tls.client_hello"}. */
  public FlowAssert passed(Side side, String... directed) {
    Assertions.assertThat(events(side, entry -> direction(entry) + entry.event()))
        .as(descriptionText())
        .containsSubsequence(directed);
    return this;
  }

  public FlowAssert happenedOneOf(Side side, String... events) {
    Assertions.assertThat(events(side, TimelineEntry::event))
        .as(descriptionText())
        .containsAnyOf(events);
    return this;
  }

  public FlowAssert didNotHappen(Side side, String... events) {
    Assertions.assertThat(events(side, TimelineEntry::event))
        .as(descriptionText())
        .doesNotContain(events);
    return this;
  }

  /** What is told of the TLS of a side. */
  public TlsRecord tls(Side side) {
    return Told.tls(flow, side);
  }

  public ConnectionRecord upstream() {
    return Told.upstream(flow);
  }

  public ErrorRecord error() {
    return Told.error(flow);
  }

  private List<String> events(Side side, Function<TimelineEntry, String> wording) {
    return flow.timeline().stream().filter(entry -> entry.side() == side).map(wording).toList();
  }

  private static String direction(TimelineEntry entry) {
    Direction direction = entry.direction();
    return direction == null ? "" : direction.name().toLowerCase(Locale.ROOT) + " ";
  }
}
