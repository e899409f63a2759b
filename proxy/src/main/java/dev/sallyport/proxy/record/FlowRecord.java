package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Timeline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one flow when it is over: one accepted connection and the upstream
 * connection made for it. Immutable, thus free to leave the event loop.
 *
 * @param upstream {@code null} when no server was dialled
 * @param timeline ordered by time; empty when the log asks for summaries. Of more than {@value
 *     Timeline#MAX_ENTRIES} entries the first are kept, followed by one {@link TimelineEntry#CUT}
 */
public record FlowRecord(
    Heading heading,
    Ending ending,
    ConnectionRecord downstream,
    @Nullable ConnectionRecord upstream,
    List<TimelineEntry> timeline) {

  /** The name of the JSON form. */
  public static final String SCHEMA = "sallyport.flow/1";

  public FlowRecord {
    timeline = bounded(timeline);
  }

  /**
   * What the flow was.
   *
   * @param accepted wall clock at accept, kept to the microsecond
   * @param backend the configured backend that was chosen
   * @param server the address of it that was dialled last
   * @param proxied the addresses a PROXY header conveyed
   */
  public record Heading(
      FlowId flow,
      Instant accepted,
      String listener,
      @Nullable String backend,
      @Nullable String server,
      @Nullable Proxied proxied) {
    public Heading {
      accepted = accepted.truncatedTo(ChronoUnit.MICROS);
    }
  }

  /** The addresses that a PROXY header conveyed, as {@code host:port}. */
  public record Proxied(String source, String destination) {}

  /**
   * How the flow ended.
   *
   * @param error absent when the outcome is {@link Outcome#OK}
   * @param durationMicros from accept to the end of both connections
   */
  public record Ending(
      Outcome outcome,
      @Nullable ErrorRecord error,
      long durationMicros,
      TimingSource timingSource,
      @Nullable CloseRecord close) {
    public Ending {
      if (outcome == Outcome.OK && error != null) {
        throw new IllegalArgumentException("a flow that went well has no error: " + error);
      }
    }
  }

  public FlowId flow() {
    return heading.flow();
  }

  public Outcome outcome() {
    return ending.outcome();
  }

  /** Returns what was seen of one side, {@code null} for an upstream that was never dialled. */
  public @Nullable ConnectionRecord connection(Side side) {
    return side == Side.DOWNSTREAM ? downstream : upstream;
  }

  /** Returns this record with its timeline left out. */
  public FlowRecord summary() {
    return timeline.isEmpty()
        ? this
        : new FlowRecord(heading, ending, downstream, upstream, List.of());
  }

  private static List<TimelineEntry> bounded(List<TimelineEntry> timeline) {
    int kept = Timeline.MAX_ENTRIES;
    if (timeline.size() <= kept
        || (timeline.size() == kept + 1 && timeline.get(kept).event().equals(TimelineEntry.CUT))) {
      return List.copyOf(timeline);
    }
    List<TimelineEntry> bounded = new ArrayList<>(timeline.subList(0, kept));
    bounded.add(TimelineEntry.cut(timeline.get(kept).micros(), timeline.size() - kept));
    return List.copyOf(bounded);
  }
}
