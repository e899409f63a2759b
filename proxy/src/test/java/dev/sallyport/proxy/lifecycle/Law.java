package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Joint.Half;
import dev.sallyport.proxy.lifecycle.ModelFlow.Demand;
import dev.sallyport.proxy.lifecycle.ModelFlow.Reaction;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import java.util.Objects;

/** What holds in every state that a flow can reach, and for every event there. */
enum Law {
  // In every state

  /** A state that waits stands under a time limit. */
  WHO_WAITS_HAS_A_TIMER {
    @Override
    boolean holdsIn(Plan plan, Joint now) {
      return now.reported()
          || now.downstream().tcp() == TcpState.NONE
          || now.downstream().isClosing()
          || now.upstream().isClosing()
          || now.downstream().timer() != Timer.NONE
          || now.upstream().timer() != Timer.NONE;
    }
  },

  /** Each timer stands only where it means something. */
  TIMERS_FIT_THE_STATE {
    @Override
    boolean holdsIn(Plan plan, Joint now) {
      return fits(plan, now, DOWNSTREAM) && fits(plan, now, UPSTREAM);
    }

    private boolean fits(Plan plan, Joint now, Side side) {
      Half half = now.half(side);
      return switch (half.timer()) {
        case NONE -> true;
        case HANDSHAKE ->
            half.isOpen()
                && !half.ready()
                && (plan.mode(side) == TlsMode.ENDPOINT || side == DOWNSTREAM);
        case CONNECT -> side == UPSTREAM && now.dialling() && !half.isOpen() && !half.over();
        case IDLE ->
            now.relaying()
                && side == DOWNSTREAM
                && !now.downstream().inputEnded()
                && !now.upstream().inputEnded();
        case HALF_CLOSE ->
            now.relaying()
                && half.isOpen()
                && (now.half(side.other()).inputEnded() || now.half(side.other()).over());
        case CLOSE -> half.isOpen() && (now.aborted() || half.outputEnded());
      };
    }
  },

  /** The clock of an upstream handshake does not run while it waits for the downstream's. */
  UPSTREAM_HANDSHAKE_WAITS_WITHOUT_A_CLOCK {
    @Override
    boolean holdsIn(Plan plan, Joint now) {
      return now.upstream().tls() != TlsState.AWAITING_HELLO
          || now.downstream().ready()
          || now.upstream().timer() != Timer.HANDSHAKE;
    }
  },

  /** While bytes are relayed, the end of an input is on its way to the other side. */
  NO_END_IS_FORGOTTEN {
    @Override
    boolean holdsIn(Plan plan, Joint now) {
      return passedOn(now, DOWNSTREAM) && passedOn(now, UPSTREAM);
    }

    private boolean passedOn(Joint now, Side side) {
      Half half = now.half(side);
      Half other = now.half(side.other());
      return !half.inputEnded()
          || !now.relaying()
          || now.aborted()
          || half.isClosing()
          || other.demand() != Demand.NOTHING
          || other.over();
    }
  },

  // For every event

  /** A flow is reported once, when nothing is left of it, and is deaf from then on. */
  REPORT_IS_THE_LAST_WORD {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      if (seen.before().reported()) {
        return seen.action() == null && seen.before().equals(seen.after());
      }
      boolean nothingLeft =
          seen.after().downstream().over()
              && (seen.after().upstream().over() || !seen.after().upstream().isOpen());
      return seen.after().reported() == (seen.action() == Action.REPORT)
          && seen.after().reported() == nothingLeft;
    }
  },

  /** A connection that broke takes the other with it, unless all was said on it before. */
  RST_ABORTS {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      Event event = seen.step().event();
      if (event != Event.RST_RECEIVED && event != Event.LOST) {
        return true;
      }
      Side side = seen.step().side();
      if (seen.before().aborted() || seen.before().allWasSaidTo(side)) {
        return seen.action() == null;
      }
      boolean serverLost = side == UPSTREAM && !seen.before().upstream().ready();
      return seen.action()
          == (serverLost && seen.before().servers() > 0 ? Action.DIAL : Action.ABORT);
    }
  },

  /** A cut input makes the flow fail, and is told on where there is anyone to tell. */
  TRUNCATION_FAILS {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      if (seen.step().event() != Event.TRUNCATED || seen.before().aborted()) {
        return true;
      }
      return seen.after().failed()
          && (seen.before().relaying()
              ? seen.action() == Action.TRUNCATE_OTHER || seen.action() == Action.CLOSE_THIS
              : seen.action() == Action.ABORT);
    }
  },

  /** Nobody is shown a clean end when the other peer's input was cut. */
  TRUNCATION_NEVER_LOOKS_CLEAN {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      Side side = seen.step().side();
      if (!seen.before().half(side.other()).truncated()) {
        return true;
      }
      Event cleanEnd =
          plan.mode(side) == TlsMode.ENDPOINT ? Event.CLOSE_NOTIFY_SENT : Event.FIN_SENT;
      return seen.step().event() != cleanEnd;
    }
  },

  /** What ends without failure has ended in order on both sides, and both were told. */
  NO_FAILURE_MEANS_AN_ORDERLY_END {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      return seen.action() != Action.REPORT
          || seen.after().failed()
          || (seen.after().endedInOrder()
              && seen.after().downstream().wasTold()
              && seen.after().upstream().wasTold());
    }
  },

  /** Once both sides have ended in order and got our FIN, nothing makes the flow fail. */
  AN_ORDERLY_END_IS_NO_FAILURE {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      boolean ended =
          seen.before().endedInOrder()
              && seen.before().downstream().outputEnded()
              && seen.before().upstream().outputEnded();
      return seen.before().failed() || !ended || !seen.after().failed();
    }
  },

  /** The first cause wins. */
  A_FAILURE_IS_FINAL {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      return seen.failureBefore() == null
          || Objects.equals(seen.failureBefore(), seen.failureAfter());
    }
  },

  /** The outcome follows from where the flow stood, then from the cause. */
  OUTCOME_FOLLOWS_THE_CONTRACT {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      Termination.Failure failure = seen.failureAfter();
      if (failure == null || seen.failureBefore() != null) {
        return true;
      }
      return failure.side() == seen.step().side() && failure.outcome() == expected(plan, seen);
    }

    private Outcome expected(Plan plan, Reaction seen) {
      Half downstream = seen.before().downstream();
      Half upstream = seen.before().upstream();
      Event event = seen.step().event();
      boolean ofUpstream = seen.step().side() == UPSTREAM;
      if (event == Event.REFUSED) {
        return Outcome.REFUSED;
      }
      if (ofUpstream && !upstream.isOpen()) {
        return Outcome.UPSTREAM_CONNECT_FAILED;
      }
      if (ofUpstream && !upstream.ready()) {
        return Outcome.UPSTREAM_TLS_FAILED;
      }
      if (plan.downstream() != TlsMode.NONE && !downstream.ready()) {
        return Outcome.DOWNSTREAM_TLS_FAILED;
      }
      return switch (event) {
        case RST_RECEIVED -> Outcome.RESET;
        case TRUNCATED -> Outcome.TRUNCATED;
        case TIMED_OUT -> Outcome.TIMED_OUT;
        case DRAINED -> Outcome.DRAINED;
        default -> Outcome.ERROR;
      };
    }
  },

  /** A server is dialled when the downstream is ready for it, or in place of one that was lost. */
  DIALS_ARE_WANTED {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      if (seen.action() != Action.DIAL) {
        return true;
      }
      Joint now = seen.before();
      boolean first = !now.dialling() && now.upstream().tcp() == TcpState.NONE;
      boolean next = now.dialling() && seen.step().side() == UPSTREAM && !now.upstream().ready();
      return !now.aborted() && now.servers() > 0 && (first || next);
    }
  },

  /** Bytes are relayed once, when both sides are ready. */
  RELAY_WHEN_BOTH_ARE_READY {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      Joint now = seen.after();
      boolean due =
          !seen.before().relaying()
              && !now.aborted()
              && !now.reported()
              && now.downstream().ready()
              && now.upstream().ready();
      return (seen.action() == Action.RELAY) == due;
    }
  },

  /** No action is spent on a side that has nothing left to do. */
  ACTIONS_HAVE_AN_OBJECT {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      if (seen.action() == null) {
        return true;
      }
      Half half = seen.after().half(seen.step().side());
      Half other = seen.after().half(seen.step().side().other());
      return switch (seen.action()) {
        case FINISH_OTHER, TRUNCATE_OTHER, CLOSE_OTHER -> other.isOpen();
        case CLOSE_THIS -> half.isOpen() && (half.outputEnded() || seen.after().aborted());
        default -> true;
      };
    }
  },

  /** A drain that has run out of time ends whatever is left. */
  DRAINED_ABORTS {
    @Override
    boolean holdsFor(Plan plan, Reaction seen) {
      return seen.step().event() != Event.DRAINED || seen.after().aborted();
    }
  };

  boolean holdsIn(Plan plan, Joint now) {
    return true;
  }

  boolean holdsFor(Plan plan, Reaction seen) {
    return true;
  }
}
