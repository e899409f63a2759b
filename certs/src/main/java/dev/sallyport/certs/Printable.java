package dev.sallyport.certs;

import javax.security.auth.x500.X500Principal;

/** Text from a certificate made safe for logs and terminals: control characters are escaped. */
final class Printable {
  private Printable() {}

  /** A distinguished name as RFC 2253 writes it, most specific part first. */
  static String name(X500Principal principal) {
    return text(principal.getName(X500Principal.RFC2253));
  }

  static String text(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (escaped(c)) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** Controls, and the invisible characters that turn the direction of a line of text. */
  private static boolean escaped(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
