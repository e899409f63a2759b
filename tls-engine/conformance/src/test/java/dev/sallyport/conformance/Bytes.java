package dev.sallyport.conformance;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Octets put together and taken apart. */
final class Bytes {
  private Bytes() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** So many octets, those that are missing zeros before the others. */
  static byte[] padded(byte[] bytes, int octets) {
    return bytes.length < octets ? join(new byte[octets - bytes.length], bytes) : bytes;
  }

  /** A number in so many octets. */
  static byte[] number(int value, int octets) {
    byte[] bytes = new byte[octets];
    put(bytes, 0, octets, value);
    return bytes;
  }

  static int number(byte[] bytes, int at, int octets) {
    int value = 0;
    for (int i = 0; i < octets; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  static void put(byte[] bytes, int at, int octets, int value) {
    for (int i = 0; i < octets; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (octets - 1 - i)));
    }
  }

  /** A vector behind its length. */
  static byte[] vector(int lengthOctets, byte[]... parts) {
    byte[] body = join(parts);
    return join(number(body.length, lengthOctets), body);
  }

  /** A handshake message with its header. */
  static byte[] message(int type, byte[]... body) {
    return join(number(type, 1), vector(3, body));
  }

  static byte[] record(int type, int version, byte[] content) {
    return join(number(type, 1), number(version, 2), vector(2, content));
  }

  static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
