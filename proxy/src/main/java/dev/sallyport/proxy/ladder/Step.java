package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rung of a ladder.
 *
 * @param side where it happened; absent for what concerns the whole flow
 * @param notes what else matters of it, each a line where there is room
 * @param state the state of the proxy's TCP after it, where it changed that
 * @param timed whether its own moment is known: otherwise it came before what is at {@code micros}
 */
record Step(
    long micros,
    boolean kernel,
    @Nullable Side side,
    Shape shape,
    Ink ink,
    String label,
    List<String> notes,
    @Nullable TcpState state,
    boolean timed) {

  /** How a rung is drawn. */
  enum Shape {
    /** An arrow from the peer to the proxy. */
    IN,
    /** An arrow from the proxy to the peer. */
    OUT,
    /** An arrow both ways. */
    EXCHANGE,
    /** Something that left and did not arrive. */
    LOST,
    /** Something that happened in the proxy. */
    MARK,
    /** Words across the whole drawing. */
    BREAK
  }

  Step {
    notes = List.copyOf(notes);
  }

  static Step of(long micros, @Nullable Side side, Shape shape, Ink ink, String label) {
    return new Step(micros, false, side, shape, ink, label, List.of(), null, true);
  }

  /** Returns this step with one more note, if there is one. */
  Step note(@Nullable String note) {
    if (note == null || note.isBlank()) {
      return this;
    }
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new Step(micros, kernel, side, shape, ink, label, more, state, timed);
  }

  Step state(@Nullable TcpState state) {
    return new Step(micros, kernel, side, shape, ink, label, notes, state, timed);
  }

  Step kernel(boolean kernel) {
    return new Step(micros, kernel, side, shape, ink, label, notes, state, timed);
  }

  /** Returns this step without a moment of its own. */
  Step untimed() {
    return new Step(micros, kernel, side, shape, ink, label, notes, state, false);
  }
}
