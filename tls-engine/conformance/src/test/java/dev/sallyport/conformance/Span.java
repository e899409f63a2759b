package dev.sallyport.conformance;

import java.util.List;

/**
 * A length field of a hello.
 *
 * @param octets how many it has
 */
record Span(String label, int octets, Locator locator) {
  private static final int RANDOM_END = 38;

  static final List<Span> OF_CLIENT_HELLO =
      List.of(
          new Span("session id", 1, message -> RANDOM_END),
          new Span("cipher suites", 2, Span::suites),
          new Span("compression methods", 1, Span::compressions),
          new Span("extensions", 2, Span::extensions),
          new Span("first extension", 2, message -> extensions(message) + 4),
          new Span("last extension", 2, Span::last));

  /** Finds it. */
  @FunctionalInterface
  interface Locator {
    int in(byte[] message);
  }

  /** What is wrong with the value. */
  enum Fault {
    TOO_LONG("too long a"),
    TOO_SHORT("too short a"),
    HUGE("the greatest");

    private final String label;

    Fault(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  byte[] faulty(byte[] message, Fault fault) {
    byte[] changed = message.clone();
    int at = locator.in(message);
    int value = Bytes.number(message, at, octets);
    Bytes.put(
        changed,
        at,
        octets,
        switch (fault) {
          case TOO_LONG -> value + 1;
          case TOO_SHORT -> value - 1;
          case HUGE -> -1;
        });
    return changed;
  }

  private static int suites(byte[] message) {
    return RANDOM_END + 1 + (message[RANDOM_END] & 0xff);
  }

  private static int compressions(byte[] message) {
    int suites = suites(message);
    return suites + 2 + Bytes.number(message, suites, 2);
  }

  private static int extensions(byte[] message) {
    int compressions = compressions(message);
    return compressions + 1 + message[compressions];
  }

  private static int last(byte[] message) {
    int at = extensions(message) + 2;
    int length = Bytes.number(message, at + 2, 2);
    while (at + 4 + length < message.length) {
      at += 4 + length;
      length = Bytes.number(message, at + 2, 2);
    }
    return at + 2;
  }
}
