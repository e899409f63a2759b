package dev.sallyport.conformance;

import java.util.ArrayList;
import java.util.List;

/** A ClientHello or ServerHello taken apart, to be changed and put together again. */
final class Hello {
  static final int SERVER_NAME = 0;
  static final int MAX_FRAGMENT_LENGTH = 1;
  static final int GROUPS = 10;
  static final int POINT_FORMATS = 11;
  static final int SIGNATURES = 13;
  static final int ALPN = 16;
  static final int MASTER_SECRET = 23;
  static final int TICKET = 35;
  static final int PRE_SHARED_KEY = 41;
  static final int EARLY_DATA = 42;
  static final int VERSIONS = 43;
  static final int COOKIE = 44;
  static final int PSK_MODES = 45;
  static final int KEY_SHARE = 51;
  static final int RENEGOTIATION = 0xff01;

  private final int type;
  byte[] version;
  byte[] random;
  byte[] sessionId;

  /** The vector of a ClientHello, the one suite of a ServerHello. */
  byte[] suites;

  byte[] compressions;
  final List<Extension> extensions = new ArrayList<>();

  /** What follows the extensions. */
  byte[] tail = {};

  @SuppressWarnings("ArrayRecordComponent") // which nobody compares
  record Extension(int type, byte[] body) {}

  private Hello(byte[] message) {
    boolean client = message[0] == 1;
    type = message[0];
    version = Bytes.slice(message, 4, 6);
    random = Bytes.slice(message, 6, 38);
    int at = 39 + (message[38] & 0xff);
    sessionId = Bytes.slice(message, 39, at);
    int suitesLength = client ? Bytes.number(message, at, 2) : 2;
    at += client ? 2 : 0;
    suites = Bytes.slice(message, at, at + suitesLength);
    at += suitesLength;
    int methods = client ? message[at++] : 1;
    compressions = Bytes.slice(message, at, at + methods);
    at += methods + 2;
    while (at < message.length) {
      int length = Bytes.number(message, at + 2, 2);
      extensions.add(
          new Extension(
              Bytes.number(message, at, 2), Bytes.slice(message, at + 4, at + 4 + length)));
      at += 4 + length;
    }
  }

  /** What a hello becomes by these changes. */
  static Peer.Mutation with(Change change) {
    return message -> {
      Hello hello = new Hello(message);
      change.of(hello);
      return hello.bytes();
    };
  }

  /** A change of a hello. */
  @FunctionalInterface
  interface Change {
    void of(Hello hello);
  }

  byte[] body(int extension) {
    return extensions.stream()
        .filter(e -> e.type() == extension)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no extension " + extension))
        .body();
  }

  Hello without(int extension) {
    extensions.removeIf(e -> e.type() == extension);
    return this;
  }

  /** Puts it where it stood, or at the end. */
  Hello set(int extension, byte[] body) {
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).type() == extension) {
        extensions.set(i, new Extension(extension, body));
        return this;
      }
    }
    return add(extension, body);
  }

  Hello set(int extension, String hex) {
    return set(extension, Bytes.hex(hex));
  }

  Hello add(int extension, byte[] body) {
    extensions.add(new Extension(extension, body));
    return this;
  }

  Hello add(int extension, String hex) {
    return add(extension, Bytes.hex(hex));
  }

  byte[] bytes() {
    boolean client = type == 1;
    return Bytes.message(
        type,
        version,
        random,
        Bytes.vector(1, sessionId),
        client ? Bytes.vector(2, suites) : suites,
        client ? Bytes.vector(1, compressions) : compressions,
        extensionBlock(),
        tail);
  }

  private byte[] extensionBlock() {
    return Bytes.vector(
        2,
        extensions.stream()
            .map(e -> Bytes.join(Bytes.number(e.type(), 2), Bytes.vector(2, e.body())))
            .toArray(byte[][]::new));
  }
}
