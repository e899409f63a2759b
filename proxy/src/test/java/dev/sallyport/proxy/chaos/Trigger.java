package dev.sallyport.proxy.chaos;

import dev.sallyport.proxy.chaos.Cell.Fault;
import dev.sallyport.proxy.chaos.Cell.Stage;
import dev.sallyport.proxy.lifecycle.Side;
import java.util.concurrent.atomic.AtomicBoolean;

/** Knows by what passes that the stage of a cell is reached; says so once. */
final class Trigger {

  private final Cell cell;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile boolean armed;
  private int sinceArmed;

  Trigger(Cell cell) {
    this.cell = cell;
  }

  /** The peers have brought the connection to the stage. */
  void arm() {
    armed = true;
  }

  /** Whether the fault strikes a unit that is on its way to the proxy. */
  boolean isDueBefore(Unit unit) {
    return switch (cell.stage()) {
      case AMID_HELLO -> once();
      case HELLO_SEEN -> cell.near() == Side.UPSTREAM && once();
      case MID_HANDSHAKE -> unit.isEncrypted() && once();
      case CLOSING -> armed && cell.fault() != Fault.DELAYED_FIN && once();
      case DIALLING, DATA, HALF_CLOSED, DRAINING ->
          armed && cell.fault() != Fault.DELAYED_FIN && ++sinceArmed == place() && once();
      case IDLE, LAST_FIN -> false;
    };
  }

  /** A cut is one also in the first record of an answer, of which no byte can be decrypted. */
  private int place() {
    return cell.stage() == Stage.HALF_CLOSED && cell.fault() == Fault.CUT ? 1 : 2;
  }

  /** Whether it strikes before the proxy's answer to the client's first flight. */
  boolean isDueBeforeAnswer() {
    return cell.stage() == Stage.HELLO_SEEN && cell.near() == Side.DOWNSTREAM && once();
  }

  /** Whether it strikes when the peer has ended. */
  boolean isDueAtEnd() {
    boolean last = cell.stage() == Stage.CLOSING || cell.stage() == Stage.LAST_FIN;
    return (last || cell.fault() == Fault.DELAYED_FIN) && once();
  }

  private boolean once() {
    return done.compareAndSet(false, true);
  }
}
