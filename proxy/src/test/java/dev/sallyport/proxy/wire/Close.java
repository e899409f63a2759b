package dev.sallyport.proxy.wire;

import dev.sallyport.proxy.wire.Stage.Kind;
import java.io.IOException;

/** The ways in which a flow ends, each as what both peers do for it. */
enum Close {
  CLOSE_NOTIFY_AND_FIN("close_notify and FIN", Kind.PATIENT) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      ends.first.end();
      ends.other.readToEnd();
      ends.other.end();
      ends.first.readToEnd();
    }
  },

  /** In TLS a truncation, after which the proxy says the same to the other peer. */
  FIN_ONLY("FIN only", Kind.PATIENT) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      ends.first.fin();
      ends.other.readToEnd();
      ends.other.fin();
      ends.first.readToEnd();
    }
  },

  RST("RST", Kind.PATIENT) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      ends.first.reset();
      ends.other.readToEnd();
    }
  },

  /** The kernel sends RST by itself. */
  UNREAD("close with unread data", Kind.PATIENT) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      ends.other.send(new byte[100]);
      ends.first.awaitUnread();
      ends.first.close();
      ends.other.readToEnd();
    }
  },

  /**
   * The JDK ends its output when it reads a close_notify of TLS 1.2, as that asks for: what is to
   * be sent afterwards is made into records before.
   */
  HALF_CLOSE("half-close with return traffic", Kind.PATIENT) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      for (int round = 0; round < ROUNDS; round++) {
        ends.other.prepare(new byte[RETURNED]);
      }
      ends.first.end();
      ends.other.readToEnd();
      if (cell.inFlight()) {
        ends.first.receive(Pair.BURST);
      }
      for (int round = 0; round < ROUNDS; round++) {
        ends.other.sendPrepared();
        ends.first.receive(RETURNED);
      }
      ends.other.end();
      ends.first.readToEnd();
    }
  },

  SIMULTANEOUS("simultaneous close", Kind.PATIENT) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      ends.first.end();
      ends.other.end();
      ends.first.readToEnd();
      ends.other.readToEnd();
    }
  },

  /** The proxy's FIN waits behind data that nobody reads when the peer's comes. */
  CROSSING("FINs that cross", Kind.NARROW) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends ends = Ends.of(pair, cell);
      ends.first.end();
      pair.awaitFinBehindData(cell.first().other());
      ends.other.end();
      ends.other.readToEnd();
      ends.first.readToEnd();
    }
  },

  IDLE_TIMEOUT("proxy timeout", Kind.HASTY) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends.of(pair, cell).bothReadToEnd();
    }
  },

  HALF_CLOSE_TIMEOUT("proxy timeout after half-close", Kind.HASTY) {
    @Override
    void begin(Pair pair, Cell cell) throws IOException {
      super.begin(pair, cell);
      pair.of(cell.first()).end();
    }

    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends.of(pair, cell).bothReadToEnd();
    }
  },

  DRAIN("drain that is obeyed", Kind.DRAINED) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      CLOSE_NOTIFY_AND_FIN.end(pair, cell);
    }
  },

  DRAIN_CUT("drain that cuts", Kind.DRAINED) {
    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends.of(pair, cell).bothReadToEnd();
    }
  },

  DRAIN_CUT_HALF_CLOSED("drain that cuts what is half-closed", Kind.DRAINED) {
    @Override
    void begin(Pair pair, Cell cell) throws IOException {
      super.begin(pair, cell);
      pair.of(cell.first()).end();
    }

    @Override
    void end(Pair pair, Cell cell) throws IOException {
      Ends.of(pair, cell).bothReadToEnd();
    }
  };

  private static final int ROUNDS = 3;
  private static final int RETURNED = 2000;

  /** The peer that ends first, and the other. */
  private record Ends(Peer first, Peer other) {
    static Ends of(Pair pair, Cell cell) {
      return new Ends(pair.of(cell.first()), pair.of(cell.first().other()));
    }

    void bothReadToEnd() throws IOException {
      first.readToEnd();
      other.readToEnd();
    }
  }

  private final String title;
  private final Kind stage;

  Close(String title, Kind stage) {
    this.title = title;
    this.stage = stage;
  }

  String title() {
    return title;
  }

  Kind stage() {
    return stage;
  }

  /** Brings the flow to where its end begins. */
  void begin(Pair pair, Cell cell) throws IOException {
    pair.open();
    if (cell.inFlight()) {
      pair.burst();
    }
  }

  /** Ends it. */
  abstract void end(Pair pair, Cell cell) throws IOException;
}
