package dev.sallyport.proxy.chaos;

import dev.sallyport.proxy.FlowAssert;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.FlowRecord;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the record of a cell has to say. */
record Expected(Outcome outcome, @Nullable Failure failure, Closer first, Means by) {

  /** Its {@code error}. */
  record Failure(Side side, String state, ErrorType type) {}

  /** Reads the columns of the matrix. */
  static Expected of(Cell cell, String outcome, String error, String firstEnd) {
    String side = cell.near().name();
    List<String> end = List.of(firstEnd.split(" ", -1));
    Closer first =
        end.get(0).equals("proxy") ? Closer.PROXY : Closer.valueOf(side(cell, end.get(0)).name());
    String ended = cell.isTls() ? "close_notify" : "fin";
    return new Expected(
        Outcome.valueOf(outcome.replace("SIDE", side).toUpperCase(Locale.ROOT)),
        error.isEmpty() ? null : failure(cell, List.of(error.split(" ", -1))),
        first,
        Means.valueOf(end.get(1).replaceAll("^end$", ended).toUpperCase(Locale.ROOT)));
  }

  private static Failure failure(Cell cell, List<String> words) {
    return new Failure(side(cell, words.get(0)), words.get(1), ErrorType.of(words.get(2)));
  }

  private static Side side(Cell cell, String word) {
    return switch (word) {
      case "near" -> cell.near();
      case "far" -> cell.near().other();
      default -> Side.valueOf(word.toUpperCase(Locale.ROOT));
    };
  }

  /** Holds a record against it. */
  void check(FlowRecord record) {
    FlowAssert flow = FlowAssert.assertThatFlow(record);
    if (failure != null) {
      flow.failed(outcome, failure.side, failure.state, failure.type);
    } else {
      flow.isOk();
    }
    flow.firstEnd(first, by);
  }
}
