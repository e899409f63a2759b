package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import org.jspecify.annotations.Nullable;

/**
 * What an event means for both connections of a flow. The rules are tried in the order in which
 * they stand here; the first that matches gives the flow's one action, none matching gives none.
 *
 * <p>A rule sees the state <em>after</em> the event.
 */
enum JointRule {
  /** Nothing is left of either connection. */
  REPORT(Action.REPORT) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      ConnectionState upstream = flow.connection(UPSTREAM);
      return flow.connection(DOWNSTREAM).isOver() && (upstream.isOver() || upstream.isUnused());
    }
  },

  /** A server could not be reached before any byte was relayed, and another one remains. */
  DIAL_NEXT(Action.DIAL) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      return side == UPSTREAM
          && isLossOfServer(event)
          && !flow.isAborted()
          && !flow.connection(UPSTREAM).isReady()
          && flow.anotherServerRemains();
    }

    private boolean isLossOfServer(Event event) {
      return switch (event) {
        case DIAL_FAILED, HANDSHAKE_FAILED, RST_RECEIVED, LOST, TIMED_OUT -> true;
        default -> false;
      };
    }
  },

  /** The time to wait for a peer's FIN is up: our own end is made, so nothing is lost. */
  CLOSE_WAITED(Action.CLOSE_THIS) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      return event == Event.TIMED_OUT && flow.timer(side) == Timer.CLOSE;
    }
  },

  /** Something that the flow cannot survive. */
  ABORT(Action.ABORT) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      if (event == Event.DRAINED) {
        return true;
      }
      return isAbortive(flow, side, event) && !flow.isAborted() && !comesTooLate(flow, side, event);
    }

    /** A peer that has said all may be gone when our close_notify comes, and answer it by RST. */
    private boolean comesTooLate(Lifecycle flow, Side side, Event event) {
      boolean broke = event == Event.RST_RECEIVED || event == Event.LOST;
      return broke ? flow.isSaid(side) : flow.isFinished(side);
    }

    private boolean isAbortive(Lifecycle flow, Side side, Event event) {
      return event.isAbortive() || (event.isFin() && flow.connection(side).finIsPremature());
    }
  },

  /** Both FINs have passed, and what the last one was is known. */
  CLOSE_ENDED(Action.CLOSE_THIS) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      ConnectionState connection = flow.connection(side);
      return isLastWord(event)
          && connection.outputEnded()
          && connection.finReceived()
          && !connection.awaitsVerdict();
    }

    private boolean isLastWord(Event event) {
      return switch (event) {
        case FIN_SENT, FIN_ANSWERED, FIN_RECEIVED, FIN_CROSSED, TRUNCATED, UNANSWERED -> true;
        default -> false;
      };
    }
  },

  /** The input was cut, and the other side must not take it for an end in order. */
  TRUNCATE_OTHER(Action.TRUNCATE_OTHER) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      boolean due =
          event == Event.TRUNCATED
              || (event == Event.DESCRIPTOR_CLOSED && flow.connection(side).isTruncated());
      return due && flow.isRelaying() && !flow.isAborted();
    }
  },

  /** The input was cut before there was anyone to tell. */
  ABORT_TRUNCATED(Action.ABORT) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      return event == Event.TRUNCATED && !flow.isAborted();
    }
  },

  /** One side is over; the other is not, or it would be time to report. */
  CLOSE_OTHER(Action.CLOSE_OTHER) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      return event == Event.DESCRIPTOR_CLOSED && !flow.isAborted();
    }
  },

  /** The input ended in order while bytes are relayed; before that, RELAY sees to it. */
  FINISH_OTHER(Action.FINISH_OTHER) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      boolean ended =
          event == Event.CLOSE_NOTIFY_RECEIVED
              || event == Event.UNANSWERED
              || (event.isFin() && flow.connection(side).finEndsInput());
      return ended && flow.isRelaying() && !flow.isAborted();
    }
  },

  /** The downstream reached what the plan asks for. */
  DIAL(Action.DIAL) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      return !flow.isDialling() && !flow.isAborted() && flow.reachedDial();
    }
  },

  /** Both sides are ready. */
  RELAY(Action.RELAY) {
    @Override
    boolean matches(Lifecycle flow, Side side, Event event) {
      return !flow.isRelaying()
          && !flow.isAborted()
          && flow.connection(DOWNSTREAM).isReady()
          && flow.connection(UPSTREAM).isReady();
    }
  };

  private final Action action;

  JointRule(Action action) {
    this.action = action;
  }

  abstract boolean matches(Lifecycle flow, Side side, Event event);

  Action action() {
    return action;
  }

  private static final JointRule[] IN_ORDER = values();

  /** The first rule that matches, or null. */
  static @Nullable JointRule first(Lifecycle flow, Side side, Event event) {
    for (JointRule rule : IN_ORDER) {
      if (rule.matches(flow, side, event)) {
        return rule;
      }
    }
    return null;
  }
}
