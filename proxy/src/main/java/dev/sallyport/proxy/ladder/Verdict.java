package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.ladder.Phases.Stretch;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord.Teardown;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of a flow in a breath: who ended it and how, where the time went, and of a
 * failure what happened and what to try.
 */
final class Verdict {
  /** Every orderly end has a short one; it is told of when somebody can have meant it. */
  private static final long LONG_HALF_CLOSE_MICROS = 100_000;

  private final FlowRecord record;

  private Verdict(FlowRecord record) {
    this.record = record;
  }

  static String of(FlowRecord record) {
    Verdict verdict = new Verdict(record);
    ErrorRecord error = record.ending().error();
    return error == null ? verdict.orderly() : verdict.failure(error);
  }

  private String orderly() {
    CloseRecord close = record.ending().close();
    String end = close == null ? "The flow ended" : end(close);
    if (record.outcome() == Outcome.EMPTY) {
      return end + ", without having sent a byte: a health check or a spare connection.";
    }
    return end + "; " + longest() + ".";
  }

  private static String end(CloseRecord close) {
    StringBuilder end = new StringBuilder();
    end.append("The ").append(name(close.first())).append(" closed first, ");
    end.append(means(close.by())).append(" at ").append(Quantity.duration(close.atMicros()));
    Long halfClose = close.halfCloseMicros();
    if (halfClose != null && halfClose >= LONG_HALF_CLOSE_MICROS) {
      end.append("; the other direction went on for ").append(Quantity.duration(halfClose));
    }
    return end.toString();
  }

  private static String name(Closer closer) {
    return switch (closer) {
      case DOWNSTREAM -> "client";
      case UPSTREAM -> "backend";
      case PROXY -> "proxy";
    };
  }

  private static String means(Means means) {
    return switch (means) {
      case CLOSE_NOTIFY -> "by close_notify";
      case FIN -> "by FIN";
      case RST -> "by RST";
      case TIMEOUT -> "by a timeout";
      case DRAIN -> "by draining";
      case ERROR -> "after an error";
    };
  }

  private String failure(ErrorRecord error) {
    StringBuilder text = new StringBuilder(whatFailed(error));
    CloseRecord close = record.ending().close();
    if (close != null) {
      text.append(when(error, close));
    }
    text.append(because(error)).append(". ");
    if (close != null && hadItsAnswer(error, close)) {
      return text.append(Advice.RESET_AFTER_THE_ANSWER).toString();
    }
    return text.append(Advice.of(record, error)).toString();
  }

  private boolean hadItsAnswer(ErrorRecord error, CloseRecord close) {
    return record.outcome() == Outcome.RESET
        && error.side() == Side.DOWNSTREAM
        && close.first() == Closer.UPSTREAM
        && (close.by() == Means.CLOSE_NOTIFY || close.by() == Means.FIN);
  }

  /** Says when it failed; where the other one had ended in order before, when that was. */
  private static String when(ErrorRecord error, CloseRecord close) {
    String state = error.state() == null ? "" : ", in " + error.state();
    String end = Quantity.duration(close.atMicros());
    boolean orderly = close.by() == Means.CLOSE_NOTIFY || close.by() == Means.FIN;
    if (orderly && !close.first().name().equals(error.side().name())) {
      return String.format(
          "%s, after the %s had closed %s at %s",
          state, name(close.first()), means(close.by()), end);
    }
    return " after " + end + state;
  }

  private String whatFailed(ErrorRecord error) {
    String peer = error.side() == Side.DOWNSTREAM ? "client" : "backend";
    String server = Objects.requireNonNullElse(record.heading().server(), "the backend");
    return switch (record.outcome()) {
      case DOWNSTREAM_TLS_FAILED -> "The TLS handshake with the client failed";
      case UPSTREAM_CONNECT_FAILED -> "Dialling " + server + " failed";
      case UPSTREAM_TLS_FAILED -> "The TLS handshake with " + server + " failed";
      case TIMED_OUT -> "A timeout ended the flow";
      case RESET -> "The " + peer + " reset its connection";
      case TRUNCATED -> "The " + peer + " ended TCP without close_notify";
      case REFUSED -> "The client was turned away";
      case DRAINED -> "The proxy stopped before the flow was done";
      default -> "The flow failed at the " + peer + "'s side";
    };
  }

  private String because(ErrorRecord error) {
    StringBuilder text = new StringBuilder();
    String detail = detail(error);
    if (detail != null) {
      text.append(": ")
          .append(detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail);
    }
    ErrorRecord.Alert alert = error.alert();
    if (alert != null && (detail == null || !detail.contains(alert.name()))) {
      String way = alert.direction() == Direction.IN ? "received" : "sent";
      text.append(" (alert ").append(alert.name()).append(' ').append(way).append(')');
    }
    return text.toString();
  }

  /** Returns what is to be said beyond the outcome; of a reset only the kernel knows more. */
  private @Nullable String detail(ErrorRecord error) {
    if (record.outcome() == Outcome.TRUNCATED) {
      return null;
    }
    if (record.outcome() == Outcome.RESET) {
      ConnectionRecord connection = record.connection(error.side());
      Teardown teardown = connection == null ? null : connection.tcp().teardown();
      String reason = teardown == null ? null : teardown.rstReason();
      return reason == null ? null : TcpWords.resetReason(reason);
    }
    return Objects.requireNonNullElse(error.detail(), error.type().id().replace('_', ' '));
  }

  /** Says what took longest, of what tells: not what is only the sum of the other side's phases. */
  private String longest() {
    Side longestSide = Side.DOWNSTREAM;
    Stretch longest = null;
    for (Side side : Side.values()) {
      for (Stretch stretch : Phases.of(record, side)) {
        if (tells(side, stretch.phase())
            && (longest == null || stretch.micros() > longest.micros())) {
          longest = stretch;
          longestSide = side;
        }
      }
    }
    long total = record.ending().durationMicros();
    Long queue = record.downstream().tcp().acceptQueueMicros();
    if (queue != null && (longest == null || queue > longest.micros())) {
      return "what took longest was the wait to be accepted, "
          + Quantity.duration(queue)
          + " before the "
          + Quantity.duration(total)
          + " of the record: look at our event loops, which were busy or still cold";
    }
    if (longest == null) {
      return "it lasted " + Quantity.duration(total);
    }
    return "what took longest was "
        + name(longestSide, longest.phase())
        + ", "
        + Quantity.duration(longest.micros())
        + " of "
        + Quantity.duration(total)
        + ": look at "
        + WhereToLook.at(record, longestSide, longest.phase());
  }

  private boolean tells(Side side, Phase phase) {
    boolean served = record.upstream() != null;
    return switch (phase) {
      case BEFORE -> false;
      case FIRST_BYTE -> side == Side.UPSTREAM || !served;
      case TRANSFER, IDLE, TEARDOWN -> side == Side.DOWNSTREAM;
      default -> true;
    };
  }

  private static String name(Side side, Phase phase) {
    String peer = side == Side.DOWNSTREAM ? "client" : "backend";
    return switch (phase) {
      case BEFORE -> "what came before";
      case DIAL -> "the dial";
      case HELLO ->
          side == Side.DOWNSTREAM
              ? "the wait for the client's ClientHello"
              : "the wait before our ClientHello to the backend";
      case WAITING -> "waiting for the " + peer + " in the TLS handshake";
      case COMPUTING -> "our computing for the " + peer + "'s TLS handshake";
      case FIRST_BYTE -> "the " + peer + "'s time to first byte";
      case TRANSFER -> "the transfer";
      case IDLE -> "idle time";
      case TEARDOWN -> "the teardown";
    };
  }
}
