package dev.sallyport.proxy.lifecycle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A transition table as data: which event leads from which state to which.
 *
 * <p>A pair that has no row leaves the state as it is. Immutable once built.
 *
 * @param <S> the states
 */
public final class TransitionTable<S extends Enum<S>> {

  /** One row. */
  public record Row<S>(S from, Event event, S to) {}

  private final List<Row<S>> rows;
  private final Map<S, Map<Event, S>> next;

  private TransitionTable(List<Row<S>> rows, Class<S> states) {
    this.rows = List.copyOf(rows);
    this.next = new EnumMap<>(states);
    for (Row<S> row : rows) {
      S previous =
          next.computeIfAbsent(row.from, from -> new EnumMap<>(Event.class)).put(row.event, row.to);
      if (previous != null) {
        throw new IllegalArgumentException("two rows for " + row.from + " and " + row.event);
      }
    }
  }

  static <S extends Enum<S>> Builder<S> of(Class<S> states) {
    return new Builder<>(states);
  }

  /** Where {@code event} leads from {@code state}. */
  public S next(S state, Event event) {
    Map<Event, S> row = next.get(state);
    return row == null ? state : row.getOrDefault(event, state);
  }

  /** Every row, in the order in which the table was written. */
  public List<Row<S>> rows() {
    return rows;
  }

  /** Collects the rows, one call a line of the table. */
  static final class Builder<S extends Enum<S>> {
    private final Class<S> states;
    private final List<Row<S>> rows = new ArrayList<>();

    private Builder(Class<S> states) {
      this.states = states;
    }

    Builder<S> row(S from, Event event, S to) {
      rows.add(new Row<>(from, event, to));
      return this;
    }

    TransitionTable<S> build() {
      return new TransitionTable<>(rows, states);
    }
  }
}
