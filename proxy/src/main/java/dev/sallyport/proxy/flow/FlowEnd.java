package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Lifecycle;
import dev.sallyport.proxy.lifecycle.Side;

/**
 * The end of a flow whose connections are over: what is known better by now is put in its place,
 * and the record goes to the log. On the flow's event loop, once.
 */
final class FlowEnd {

  private final Flow flow;

  FlowEnd(Flow flow) {
    this.flow = flow;
  }

  void record() {
    try {
      Hearing hearing = flow.hearing();
      if (hearing != null) {
        hearing.testify(flow.lifecycle(), flow.timeline());
      }
      for (Side side : Side.values()) {
        retractUnsent(side);
      }
      flow.services().log().accept(new RecordAssembler(flow).assemble());
    } finally {
      flow.services().registry().remove(flow);
    }
  }

  /** The FIN is the last that a kernel sends, and the close_notify stands right before it. */
  private void retractUnsent(Side side) {
    Connection connection = flow.connection(side);
    if (connection == null || !flow.timeline().has(side, Event.FIN_SENT)) {
      return;
    }
    Lifecycle lifecycle = flow.lifecycle();
    if (connection.facts().neverSent(TcpFacts.FIN_OCTETS)) {
      lifecycle.retract(side, Event.FIN_SENT);
    }
    if (connection.facts().neverSent(TcpFacts.FIN_OCTETS + 1)) {
      lifecycle.retract(side, Event.CLOSE_NOTIFY_SENT);
    }
  }
}
