package dev.sallyport.tls;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A reading position in a bounded piece of a message, in the presentation language of TLS. */
final class ByteCursor {
  private final byte[] buffer;
  private final int end;
  private int position;

  ByteCursor(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.position = offset;
    this.end = offset + length;
  }

  boolean hasMore() {
    return position < end;
  }

  int uint8(String what) throws DecodeException {
    return buffer[take(1, what)] & 0xFF;
  }

  int uint16(String what) throws DecodeException {
    int at = take(2, what);
    return ((buffer[at] & 0xFF) << 8) | (buffer[at + 1] & 0xFF);
  }

  int uint24(String what) throws DecodeException {
    return (uint8(what) << 16) | uint16(what);
  }

  /** Everything that is left, two octets a number. */
  char[] uint16s(String what) throws DecodeException {
    char[] numbers = new char[(end - position + 1) / 2];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (char) uint16(what);
    }
    return numbers;
  }

  /** Everything that is left, an octet a number. */
  char[] uint8s() {
    return text().toCharArray();
  }

  void skip(int length, String what) throws DecodeException {
    take(length, what);
  }

  String hex(int length, String what) throws DecodeException {
    int at = take(length, what);
    return HexFormat.of().formatHex(buffer, at, at + length);
  }

  /** Everything that is left, an octet a character. */
  String text() {
    String text = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
    position = end;
    return text;
  }

  /** A vector with a length of one octet. */
  ByteCursor vector8(String what) throws DecodeException {
    return vector(uint8(what), what);
  }

  /** A vector with a length of two octets. */
  ByteCursor vector16(String what) throws DecodeException {
    return vector(uint16(what), what);
  }

  private ByteCursor vector(int length, String what) throws DecodeException {
    return new ByteCursor(buffer, take(length, what), length);
  }

  private int take(int length, String what) throws DecodeException {
    if (length > end - position) {
      throw new DecodeException(what + " is cut short");
    }
    int at = position;
    position += length;
    return at;
  }
}
