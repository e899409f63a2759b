package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * A stream of bytes without end in which each place tells itself from its neighbours, so that bytes
 * lost, doubled or out of order are seen; and the checker of how far of it has come.
 */
final class Pattern {

  /** Has no power of two in it, as buffers do. */
  private static final int PERIOD = 65_521;

  private static final int CHUNK = 64 << 10;

  /** So long that a chunk may begin at any place of the first period. */
  private static final byte[] BYTES = bytes();

  private long checked;

  private static byte[] bytes() {
    byte[] period = new byte[PERIOD];
    new Random(7).nextBytes(period);
    byte[] bytes = Arrays.copyOf(period, PERIOD + CHUNK);
    for (int i = PERIOD; i < bytes.length; i++) {
      bytes[i] = period[i % PERIOD];
    }
    return bytes;
  }

  /** Writes its first {@code length} bytes. */
  static void write(OutputStream out, long length) throws IOException {
    write(out, 0, length);
  }

  /** Writes its bytes from one place to before another. */
  static void write(OutputStream out, long from, long to) throws IOException {
    for (long at = from; at < to; at += CHUNK) {
      out.write(BYTES, (int) (at % PERIOD), (int) Math.min(CHUNK, to - at));
    }
  }

  /** Reads to the end and checks every byte; returns how many there were. */
  static long read(InputStream in) throws IOException {
    return new Pattern().readRest(in);
  }

  /** Goes on to the end; returns how many bytes have come in all. */
  long readRest(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      check(chunk, read);
    }
    return checked;
  }

  /** Checks that these are the bytes that come next. */
  void check(byte[] bytes, int length) {
    for (int done = 0; done < length; ) {
      int from = (int) (checked % PERIOD);
      int part = Math.min(CHUNK, length - done);
      if (!Arrays.equals(bytes, done, done + part, BYTES, from, from + part)) {
        assertThat(Arrays.copyOfRange(bytes, done, done + part))
            .as("bytes from %d on", checked)
            .isEqualTo(Arrays.copyOfRange(BYTES, from, from + part));
      }
      done += part;
      checked += part;
    }
  }

  long checked() {
    return checked;
  }
}
