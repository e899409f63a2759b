package dev.sallyport.proxy.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.proxy.lifecycle.TransitionTable.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the two tables without playing a flow. */
class TablesTest {

  static List<TransitionTable<?>> tables() {
    return List.of(TcpState.TABLE, TlsState.ENDPOINT, TlsState.PASSTHROUGH);
  }

  @Test
  void everyTcpStateIsReachedFromTheFirst() {
    assertThat(reached(TcpState.TABLE, TcpState.NONE)).isEqualTo(EnumSet.allOf(TcpState.class));
  }

  @Test
  void everyTlsStateIsReachedFromTheFirst() {
    assertThat(reached(TlsState.ENDPOINT, TlsState.AWAITING_HELLO))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(TlsState.CLEAR)));
    assertThat(reached(TlsState.PASSTHROUGH, TlsState.AWAITING_HELLO))
        .containsExactlyInAnyOrder(TlsState.AWAITING_HELLO, TlsState.CLEAR, TlsState.FAILED);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void noStateIsEverReturnedTo(TransitionTable<?> table) {
    for (Row<?> row : table.rows()) {
      assertThat(reached(table.rows(), row.to())).as(row.toString()).doesNotContain(row.from());
    }
  }

  @Test
  void onlyTheEndHasNoWayOut() {
    assertThat(withoutWayOut(TcpState.TABLE, TcpState.class)).containsExactly(TcpState.CLOSED);
    assertThat(withoutWayOut(TlsState.ENDPOINT, TlsState.class))
        .containsExactlyInAnyOrder(TlsState.CLEAR, TlsState.CLOSED, TlsState.FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "SYN_SENT", "CLOSED"})
  void anRstOrALossClosesWhateverIsOpen(TcpState state) {
    for (Event event : List.of(Event.RST_RECEIVED, Event.RST_SENT, Event.LOST)) {
      assertThat(TcpState.TABLE.next(state, event)).isEqualTo(TcpState.CLOSED);
    }
  }

  @Test
  void aFailureIsPossibleInEveryTlsStateThatIsNotAnEnd() {
    EnumSet<TlsState> canFail = EnumSet.noneOf(TlsState.class);
    TlsState.ENDPOINT.rows().stream()
        .filter(row -> row.to() == TlsState.FAILED)
        .forEach(row -> canFail.add(row.from()));
    assertThat(canFail)
        .isEqualTo(
            EnumSet.complementOf(EnumSet.of(TlsState.CLEAR, TlsState.CLOSED, TlsState.FAILED)));
  }

  @Test
  void anEventWithoutARowChangesNothing() {
    assertThat(TcpState.TABLE.next(TcpState.NONE, Event.FIN_RECEIVED)).isEqualTo(TcpState.NONE);
    assertThat(TlsState.ENDPOINT.next(TlsState.CLEAR, Event.HELLO)).isEqualTo(TlsState.CLEAR);
  }

  @Test
  void twoRowsForOneEventAreNoTable() {
    var builder =
        TransitionTable.of(TcpState.class)
            .row(TcpState.NONE, Event.ACCEPTED, TcpState.ESTABLISHED)
            .row(TcpState.NONE, Event.ACCEPTED, TcpState.CLOSED);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("two rows");
  }

  private static <S extends Enum<S>> Set<Object> reached(TransitionTable<S> table, S start) {
    return reached(table.rows(), start);
  }

  private static Set<Object> reached(List<? extends Row<?>> rows, Object start) {
    Set<Object> reached = new HashSet<>(List.of(start));
    Deque<Object> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      Object from = open.pop();
      for (Row<?> row : rows) {
        if (row.from().equals(from) && reached.add(row.to())) {
          open.push(row.to());
        }
      }
    }
    return reached;
  }

  private static <S extends Enum<S>> List<S> withoutWayOut(
      TransitionTable<S> table, Class<S> states) {
    List<S> ends = new ArrayList<>(EnumSet.allOf(states));
    table.rows().forEach(row -> ends.remove(row.from()));
    return ends;
  }
}
