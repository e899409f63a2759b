package dev.sallyport.proxy.kernel;

import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.TcpState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel has told of one connection, in the words of the lifecycle: its transitions become
 * events of RFC 9293, and the state is what {@link TcpState#TABLE} makes of them.
 *
 * <p>The kernel's own states say less than it seems in three places. A socket that goes to CLOSE
 * from FIN_WAIT_2 has received a FIN, unless an RST ended it or we had let go of it before: then
 * nobody is told of the FIN. One that goes there from LAST_ACK or CLOSING has had its FIN
 * acknowledged, unless an RST ended it. And where it is we who end it by RST, the line of the CLOSE
 * comes before that of the RST.
 *
 * <p>Confined to the event loop of its connection. Bounded: of what can happen again and again
 * (segments that are sent again) the first {@value #MAX_RETRANSMITS} are kept.
 */
public final class Testimony {

  private static final int MAX_RETRANSMITS = 16;
  private static final int MAX_HEARD = 64;

  /** What lies between a CLOSE and the RST of the same call is less. */
  private static final long SAME_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** One event, and when it was on the monotonic clock. */
  public record Statement(long nanos, Event event) {}

  private final List<KernelEvent> heard = new ArrayList<>(8);
  private final List<Statement> statements = new ArrayList<>(8);
  private final List<Long> retransmits = new ArrayList<>(0);
  private @Nullable KernelState last;
  private @Nullable KernelState closedFrom;
  private int saidByClose = -1;
  private @Nullable String rstReason;
  private boolean orphaned;
  private boolean reset;
  private boolean broken;

  /** The kernel tells the next. */
  public void hear(KernelEvent told) {
    if (heard.size() < MAX_HEARD) {
      heard.add(told);
    }
    switch (told.kind()) {
      case STATE -> {
        if (told.from() != null && told.to() != null) {
          passed(told.nanos(), told.from(), told.to());
        }
      }
      case RST_RECEIVED -> reset(Event.RST_RECEIVED, told);
      case RST_SENT -> {
        retractCloseBefore(told.nanos());
        reset(Event.RST_SENT, told);
      }
      case PEER_RST_SENT -> rstReason = told.reason();
      case RETRANSMIT -> {
        if (retransmits.size() < MAX_RETRANSMITS) {
          retransmits.add(told.nanos());
        }
      }
    }
  }

  private void passed(long nanos, KernelState from, KernelState to) {
    broken |= last == null ? to != KernelState.ESTABLISHED : from != last;
    last = to;
    if (from == to) {
      // So the kernel writes when we let go of the descriptor.
      orphaned |= from == KernelState.FIN_WAIT_2;
      return;
    }
    if (to == KernelState.CLOSE) {
      closed(nanos, from);
      return;
    }
    Event event = event(to);
    if (event != null) {
      statements.add(new Statement(nanos, event));
    }
  }

  private static @Nullable Event event(KernelState to) {
    return switch (to) {
      case ESTABLISHED -> Event.CONNECTED;
      case CLOSE_WAIT -> Event.FIN_RECEIVED;
      case FIN_WAIT_1, LAST_ACK -> Event.FIN_SENT;
      case FIN_WAIT_2 -> Event.FIN_ACKED;
      case CLOSING -> Event.FIN_CROSSED;
      default -> null;
    };
  }

  private void closed(long nanos, KernelState from) {
    closedFrom = from;
    if (reset) {
      return;
    }
    int said = statements.size();
    if (from == KernelState.FIN_WAIT_2 && !orphaned) {
      statements.add(new Statement(nanos, Event.FIN_RECEIVED));
    } else if (from == KernelState.CLOSING || from == KernelState.LAST_ACK) {
      statements.add(new Statement(nanos, Event.FIN_ACKED));
    }
    saidByClose = statements.size() > said ? said : -1;
  }

  private void reset(Event event, KernelEvent told) {
    if (told.reason() != null) {
      rstReason = told.reason();
    }
    if (!reset) {
      reset = true;
      statements.add(new Statement(told.nanos(), event));
    }
  }

  /** What the CLOSE seemed to say is not so where we ended the connection by an RST. */
  private void retractCloseBefore(long nanos) {
    if (saidByClose >= 0 && !reset && nanos - statements.get(saidByClose).nanos < SAME_CALL_NANOS) {
      statements.remove(saidByClose);
      saidByClose = -1;
    }
  }

  private static boolean closesInOrder(KernelState from) {
    return switch (from) {
      case FIN_WAIT_2, CLOSING, LAST_ACK -> true;
      default -> false;
    };
  }

  /**
   * Whether a line is missing, the first or one among those that were heard: others may be misread.
   */
  public boolean isBroken() {
    return broken || last == null;
  }

  /** What happened, in the order in which the kernel tells it. */
  public List<Statement> statements() {
    return Collections.unmodifiableList(statements);
  }

  /** When segments were sent again, on the monotonic clock. */
  public List<Long> retransmits() {
    return Collections.unmodifiableList(retransmits);
  }

  /** The kernel's word for why an RST was sent, by either end; null where it has none. */
  public @Nullable String rstReason() {
    return rstReason;
  }

  /** Where the connection stands by what was told; a connection is followed once established. */
  public TcpState state() {
    TcpState state = TcpState.ESTABLISHED;
    for (Statement statement : statements) {
      state = TcpState.TABLE.next(state, statement.event);
    }
    return state;
  }

  /**
   * Whether the kernel has told the end: nothing more is to be heard.
   *
   * @param resetSent whether we ended the connection in a way that sends an RST
   */
  public boolean isComplete(boolean resetSent) {
    Testimony ordered = inOrder();
    KernelState from = ordered.closedFrom;
    return from != null
        && !ordered.isBroken()
        && (ordered.reset || (!resetSent && closesInOrder(from)));
  }

  /**
   * The same where a line was missing that came later: each processor has its own buffer, and what
   * one has written may be read before what another wrote earlier.
   */
  public Testimony inOrder() {
    if (!isBroken()) {
      return this;
    }
    List<KernelEvent> waiting = new ArrayList<>(heard);
    waiting.sort(Comparator.comparingLong(KernelEvent::nanos));
    Testimony ordered = new Testimony();
    while (!waiting.isEmpty()) {
      ordered.hear(waiting.remove(ordered.next(waiting)));
    }
    return ordered;
  }

  /** Of what has the same stamp as the first, that which leads on from here. */
  private int next(List<KernelEvent> waiting) {
    for (int i = 0; i < waiting.size(); i++) {
      KernelEvent event = waiting.get(i);
      if (event.nanos() != waiting.get(0).nanos()) {
        break;
      }
      if (event.kind() != KernelEvent.Kind.STATE || last == null || event.from() == last) {
        return i;
      }
    }
    return 0;
  }
}
