package dev.sallyport.proxy.ladder;

/** What a connection spends time on, one after the other. */
enum Phase {
  /** Before the connection was there. */
  BEFORE(' ', Ink.PLAIN, ""),
  DIAL('▚', Ink.PHASE_DIAL, "dial"),
  HELLO('░', Ink.PHASE_HELLO, "wait for hello"),
  WAITING('▒', Ink.PHASE_WAITING, "handshake waiting"),
  COMPUTING('█', Ink.PHASE_COMPUTING, "handshake computing"),
  FIRST_BYTE('▓', Ink.PHASE_FIRST_BYTE, "time to first byte"),
  TRANSFER('▄', Ink.PHASE_TRANSFER, "transfer"),
  IDLE('▁', Ink.PHASE_IDLE, "idle"),
  TEARDOWN('▪', Ink.PHASE_TEARDOWN, "teardown");

  private final char glyph;
  private final Ink ink;
  private final String label;

  Phase(char glyph, Ink ink, String label) {
    this.glyph = glyph;
    this.ink = ink;
    this.label = label;
  }

  char glyph() {
    return glyph;
  }

  Ink ink() {
    return ink;
  }

  String label() {
    return label;
  }
}
