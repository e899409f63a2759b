package dev.sallyport.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.FlowAssert;
import dev.sallyport.proxy.chaos.Cell.Fault;
import dev.sallyport.proxy.chaos.Cell.Stage;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;

/** What the timeline has to show of a fault: how it came, and what the far peer was shown of it. */
final class Traces {

  private final Cell cell;
  private final Side far;
  private final FlowRecord record;
  private final FlowAssert flow;

  private Traces(Cell cell, FlowRecord record) {
    this.cell = cell;
    this.far = cell.near().other();
    this.record = record;
    this.flow = FlowAssert.assertThatFlow(record);
  }

  static void check(Cell cell, FlowRecord record) {
    Traces traces = new Traces(cell, record);
    if (!cell.isOfDial()) {
      traces.checkNear();
    }
    if (!cell.fault().isBenign() && cell.stage() != Stage.LAST_FIN) {
      traces.checkFar();
    }
  }

  private void checkNear() {
    Side near = cell.near();
    switch (cell.fault()) {
      case RESET -> flow.passed(near, "in tcp.rst_received");
      case STALL -> flow.didNotHappen(near, "tcp.rst_received", "tcp.fin_received");
      case CUT, HALF_CLOSE -> {
        flow.passed(near, "in tcp.fin_received");
        if (cell.isTls()) {
          String verdict = cell.stage().isHandshake() ? "tls.handshake_failed" : "tls.truncated";
          flow.happened(near, "tcp.fin_received", verdict);
        }
      }
      case CORRUPT -> {
        if (cell.isTls()) {
          if (cell.stage() == Stage.HALF_CLOSED || cell.stage() == Stage.CLOSING) {
            // Behind our close_notify no alert may come (RFC 8446, section 6.1), and no RST when
            // the
            // kernel has both FINs.
            flow.happened(near, "tls.failed")
                .happenedOneOf(near, "tcp.rst_sent", "tcp.fin_received");
          } else {
            flow.passed(near, "out tls.alert");
          }
        }
      }
      case LATENCY, SLICING, PAUSE, DELAYED_FIN ->
          flow.didNotHappen(near, "tcp.rst_received", "tls.truncated", "tls.alert");
    }
  }

  /** An end that the near peer did not say is told to nobody; a broken flow is ended by RST. */
  private void checkFar() {
    if (cell.isTls()) {
      assertThat(record.timeline())
          .as(FlowJson.write(record))
          .noneMatch(
              entry ->
                  entry.side() == far
                      && entry.direction() == Direction.OUT
                      && entry.event().equals("tls.close_notify"));
    }
    Outcome outcome = record.outcome();
    boolean relayed = cell.stage() != Stage.DIALLING && !cell.stage().isHandshake();
    if (outcome == Outcome.TRUNCATED && relayed) {
      flow.passed(far, "out tcp.fin_sent").didNotHappen(far, "tcp.rst_sent");
    } else if (outcome != Outcome.OK && relayed) {
      flow.passed(far, "out tcp.rst_sent");
    } else if (cell.fault() == Fault.CORRUPT && outcome == Outcome.OK) {
      flow.didNotHappen(far, "tcp.rst_sent");
    }
  }
}
