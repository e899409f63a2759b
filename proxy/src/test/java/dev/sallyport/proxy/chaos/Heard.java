package dev.sallyport.proxy.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** What a peer hears of {@link #SIZE} bytes that the other says, whatever becomes of the rest. */
final class Heard {

  static final int SIZE = 48 << 10;
  private static final int PIECE = 4 << 10;
  private static final byte[] BYTES = bytes();

  private int count;
  private int altered;

  private static byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    new Random(11).nextBytes(bytes);
    return bytes;
  }

  /** Says all, piece by piece. */
  static void say(OutputStream out) throws IOException {
    sayFrom(0, out);
  }

  /** Says what comes after the first byte. */
  static void sayRest(OutputStream out) throws IOException {
    sayFrom(1, out);
  }

  static void sayFirst(OutputStream out) throws IOException {
    out.write(BYTES, 0, 1);
    out.flush();
  }

  private static void sayFrom(int start, OutputStream out) throws IOException {
    for (int at = start; at < SIZE; at += PIECE) {
      out.write(BYTES, at, Math.min(PIECE, SIZE - at));
      out.flush();
    }
  }

  /** Listens until {@code upTo} bytes in all are heard, or to the end. */
  void listen(InputStream in, int upTo) throws IOException {
    byte[] piece = new byte[PIECE];
    while (count < upTo) {
      int length = in.read(piece, 0, Math.min(PIECE, upTo - count));
      if (length < 0) {
        return;
      }
      take(piece, length);
    }
  }

  void listenToEnd(InputStream in) throws IOException {
    listen(in, Integer.MAX_VALUE);
  }

  private synchronized void take(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      altered += count + i < SIZE && bytes[i] == BYTES[count + i] ? 0 : 1;
    }
    count += length;
  }

  /** How many bytes came. */
  synchronized int count() {
    return count;
  }

  /** How many of them are not what was said. */
  synchronized int altered() {
    return altered;
  }
}
