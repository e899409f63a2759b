package dev.sallyport.tls;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells from the first bytes of a stream whether it is TLS, and what it is if not. */
public final class FirstBytes {

  /** As many bytes as are ever needed to tell. */
  public static final int ENOUGH = 5;

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int APPLICATION_DATA = 23;
  private static final int MAJOR_VERSION = 3;
  private static final int SSL2_LENGTH_BIT = 0x80;

  private static final List<String> HTTP_METHODS =
      List.of(
          "GET ", "POST ", "HEAD ", "PUT ", "DELET", "OPTIO", "CONNE", "TRACE", "PATCH", "PRI ");

  private FirstBytes() {}

  /**
   * What the stream is if it is not TLS; null if it is, or if that cannot be told before more
   * comes.
   *
   * @param length how many bytes there are; more than {@link #ENOUGH} are not looked at
   */
  public static @Nullable String notTls(byte[] buffer, int offset, int length) {
    if (length == 0 || looksLikeRecord(buffer, offset, length)) {
      return null;
    }
    int known = Math.min(length, ENOUGH);
    String text = new String(buffer, offset, known, StandardCharsets.ISO_8859_1);
    for (String method : HTTP_METHODS) {
      if (text.startsWith(method) || method.startsWith(text)) {
        return known < method.length() ? null : "plain HTTP request";
      }
    }
    if (text.startsWith("HTTP/") || "HTTP/".startsWith(text)) {
      return known < ENOUGH ? null : "plain HTTP response";
    }
    if ((buffer[offset] & SSL2_LENGTH_BIT) != 0 && (known < 3 || buffer[offset + 2] == 1)) {
      return known < 3 ? null : "SSL 2.0 ClientHello";
    }
    return "not TLS, begins with " + show(buffer, offset, known);
  }

  /** Bytes for people: plain text in quotes, also where its line ends here; else hexadecimal. */
  public static String show(byte[] buffer, int offset, int length) {
    String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
    String line = text.replaceAll("[\\r\\n]+$", "");
    return line.isBlank() || !line.chars().allMatch(FirstBytes::isPlain)
        ? HexFormat.of().formatHex(buffer, offset, offset + length)
        : '"' + line + '"';
  }

  private static boolean isPlain(int character) {
    return character >= ' ' && character <= '~' && character != '"';
  }

  private static boolean looksLikeRecord(byte[] buffer, int offset, int length) {
    int type = buffer[offset] & 0xFF;
    return type >= CHANGE_CIPHER_SPEC
        && type <= APPLICATION_DATA
        && (length < 2 || buffer[offset + 1] == MAJOR_VERSION);
  }
}
