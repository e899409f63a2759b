package dev.sallyport.proxy.ladder;

/** What a piece of a drawing is, and thus its colour. */
enum Ink {
  PLAIN(""),
  FAINT("2"),
  STRONG("1"),
  TIME("2"),
  LINE("2"),
  STATE("33"),
  TCP("36"),
  TLS("35"),
  DATA("1;34"),
  OWN("37"),
  GOOD("1;32"),
  BAD("1;31"),
  PHASE_HELLO("90"),
  PHASE_WAITING("33"),
  PHASE_COMPUTING("35"),
  PHASE_DIAL("36"),
  PHASE_FIRST_BYTE("34"),
  PHASE_TRANSFER("32"),
  PHASE_IDLE("2"),
  PHASE_TEARDOWN("31");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /** Returns the parameters of the ANSI sequence, empty for none. */
  String code() {
    return code;
  }
}
