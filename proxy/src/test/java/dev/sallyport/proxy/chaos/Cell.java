package dev.sallyport.proxy.chaos;

import dev.sallyport.proxy.lifecycle.Side;
import java.util.Locale;

/**
 * One case of the matrix.
 *
 * @param near the side that the fault is on
 */
record Cell(Wire wire, Stage stage, Side near, Fault fault) {

  /** What is spoken on both sides of the proxy. */
  enum Wire {
    TLS,
    CLEARTEXT
  }

  /** How far the near connection has come when the fault strikes. */
  enum Stage {
    DIALLING("dialling"),
    AMID_HELLO("amid ClientHello"),
    HELLO_SEEN("ClientHello seen"),
    MID_HANDSHAKE("mid-handshake"),
    IDLE("idle"),
    DATA("data"),
    HALF_CLOSED("half-closed"),
    CLOSING("closing"),
    LAST_FIN("last FIN"),
    DRAINING("draining");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    boolean isHandshake() {
      return this == AMID_HELLO || this == HELLO_SEEN || this == MID_HANDSHAKE;
    }

    /** Whether both sides are ready and neither has ended. */
    boolean isRelay() {
      return this == IDLE || this == DATA || this == DRAINING;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** What is done to the connection. */
  enum Fault {
    /** Every chunk comes late, in both directions. */
    LATENCY("latency"),
    /** Every chunk comes in segments of a few bytes, in both directions. */
    SLICING("slicing"),
    /** Nothing passes for a while. */
    PAUSE("pause"),
    /** Nothing passes any more, but the connection stays. */
    STALL("stall"),
    /** RST to the proxy. */
    RESET("reset"),
    /** FIN to the proxy in the midst of what it is sent; what it sends goes nowhere. */
    CUT("cut"),
    /** One byte is altered. */
    CORRUPT("corrupt byte"),
    /** The peer's FIN comes late. */
    DELAYED_FIN("delayed FIN"),
    /** FIN to the proxy before what it would be sent; what it sends still arrives. */
    HALF_CLOSE("half-close");

    private final String label;

    Fault(String label) {
      this.label = label;
    }

    /** Whether every byte arrives all the same. */
    boolean isBenign() {
      return this == LATENCY || this == SLICING || this == PAUSE || this == DELAYED_FIN;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  boolean isTls() {
    return wire == Wire.TLS;
  }

  /**
   * Whether the fault is one of the dial itself, so that there is no connection to inject it to.
   */
  boolean isOfDial() {
    return stage == Stage.DIALLING && near == Side.UPSTREAM;
  }

  /** The name of its test. */
  @Override
  public String toString() {
    String name = fault + ", " + near.name().toLowerCase(Locale.ROOT) + ", " + stage;
    return isTls() ? name : name + ", cleartext";
  }
}
