package dev.sallyport.proxy.lifecycle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stamps of one flow, as nanoseconds since its accept on the monotonic clock.
 *
 * <p>Two views of the same stamps: the first time of each event on each side, and the entries in
 * order. Confined to the flow's event loop.
 */
public final class Timeline {

  /** What {@link #first} says of an event that did not happen. */
  public static final long ABSENT = Long.MIN_VALUE;

  /** How many entries are kept; later ones are only counted. */
  public static final int MAX_ENTRIES = 200;

  private static final int EVENTS = Event.values().length;

  /**
   * One entry.
   *
   * @param at nanoseconds since accept
   * @param label its name in the record, {@code tls.client_hello}
   * @param kernel whether the stamp is the kernel's
   * @param details what else is to be said, by name: strings, integers and booleans
   */
  public record Entry(
      long at,
      Side side,
      String label,
      @Nullable Direction direction,
      boolean kernel,
      Map<String, Object> details) {

    /** One of the proxy's own clock. */
    public Entry(
        long at,
        Side side,
        String label,
        @Nullable Direction direction,
        Map<String, Object> details) {
      this(at, side, label, direction, false, details);
    }
  }

  private final Ticker ticker;
  private final long accepted;
  private final long[] first = new long[2 * EVENTS];
  private final List<Entry> entries = new ArrayList<>();

  /** For each side how many entries there were when its present connection began. */
  private final int[] begun = new int[2];

  private int cut;

  /** Begins now: the moment of this call is the flow's zero. */
  public Timeline(Ticker ticker) {
    this.ticker = ticker;
    this.accepted = ticker.nanos();
    Arrays.fill(first, ABSENT);
  }

  /** Nanoseconds since accept. */
  public long now() {
    return ticker.nanos() - accepted;
  }

  /** A moment of the same clock, as nanoseconds since accept. */
  public long at(long nanos) {
    return nanos - accepted;
  }

  /** The reverse of {@link #at}: a moment of the monotonic clock. */
  public long nanos(long at) {
    return accepted + at;
  }

  /** When {@code event} first happened on {@code side}, or {@link #ABSENT}. */
  public long first(Side side, Event event) {
    return first[index(side, event)];
  }

  /** Whether {@code event} happened on {@code side}. */
  public boolean has(Side side, Event event) {
    return first(side, event) != ABSENT;
  }

  /** Adds an entry that is not an event of the machine: a TLS message, the first byte. */
  public void note(Entry entry) {
    if (entries.size() < MAX_ENTRIES) {
      entries.add(entry);
    } else {
      cut++;
    }
  }

  /** The entries, in order. */
  public List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** How many entries came after the last one kept. */
  public int cut() {
    return cut;
  }

  void stamp(Side side, Event event, long at, @Nullable Cause cause) {
    if (!has(side, event)) {
      set(side, event, at);
    }
    String label = event.label();
    if (label != null) {
      Map<String, Object> details = cause == null ? Map.of() : Map.of("detail", cause.detail());
      note(new Entry(at, side, label, event.direction(), details));
    }
  }

  /**
   * Puts the kernel's stamp in place of ours, and its entry behind all others: in the order in
   * which the kernel tells them, where stamps are equal.
   */
  void testify(Side side, Event event, long at, Map<String, Object> details) {
    set(side, event, at);
    String label = event.label();
    if (label == null) {
      return;
    }
    int own = last(side, event);
    Map<String, Object> all =
        own >= 0 && !entries.get(own).kernel ? merged(remove(own).details(), details) : details;
    note(new Entry(at, side, label, event.direction(), true, all));
  }

  /** Says more of an event that was stamped. */
  public void annotate(Side side, Event event, Map<String, Object> details) {
    int at = last(side, event);
    if (at >= 0) {
      Entry entry = entries.get(at);
      entries.set(
          at,
          new Entry(
              entry.at,
              side,
              entry.label,
              entry.direction,
              entry.kernel,
              merged(entry.details, details)));
    }
  }

  /** What was stamped has not happened after all; nor has what says the same. */
  void retract(Side side, Event event) {
    for (Event other : Event.values()) {
      if (Objects.equals(other.label(), event.label()) && other.direction() == event.direction()) {
        first[index(side, other)] = ABSENT;
      }
    }
    int at = last(side, event);
    if (at >= 0) {
      remove(at);
    }
  }

  private static Map<String, Object> merged(Map<String, Object> some, Map<String, Object> others) {
    Map<String, Object> all = new LinkedHashMap<>(some);
    all.putAll(others);
    return all;
  }

  /** Where the last entry stands that says so of this very connection, or -1. */
  private int last(Side side, Event event) {
    for (int i = entries.size() - 1; i >= begun[index(side)]; i--) {
      Entry entry = entries.get(i);
      if (entry.side == side
          && entry.direction == event.direction()
          && entry.label.equals(event.label())) {
        return i;
      }
    }
    return -1;
  }

  private Entry remove(int at) {
    for (int i = 0; i < begun.length; i++) {
      if (begun[i] > at) {
        begun[i]--;
      }
    }
    return entries.remove(at);
  }

  private void set(Side side, Event event, long at) {
    first[index(side, event)] = at;
    if (event == Event.FIN_CROSSED) {
      first[index(side, Event.FIN_RECEIVED)] = at;
    } else if (event == Event.FIN_ANSWERED) {
      first[index(side, Event.FIN_SENT)] = at;
    }
  }

  /** Forgets when things first happened on {@code side}: another connection takes its place. */
  void restart(Side side) {
    begun[index(side)] = entries.size();
    for (Event event : Event.values()) {
      first[index(side, event)] = ABSENT;
    }
  }

  @SuppressWarnings("EnumOrdinal") // an index into an array that lives as long as the flow
  private static int index(Side side, Event event) {
    return index(side) * EVENTS + event.ordinal();
  }

  @SuppressWarnings("EnumOrdinal") // likewise
  private static int index(Side side) {
    return side.ordinal();
  }
}
