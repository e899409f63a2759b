package dev.sallyport.tls.bc;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a stream of ciphertext into records. A record that lies whole in the caller's buffer is
 * handed on from there; a partial one is kept, in memory that grows with it, until it is whole.
 */
final class Records {
  static final int HEADER = 5;

  private static final byte[] NOTHING = new byte[0];

  /** What takes the records. */
  interface Target {
    /**
     * Octets were taken from the stream; {@code partial} holds what there is of the next record.
     */
    void taken(int octets, byte[] partial, int partialLength) throws IOException;

    /** The header of a record that is not whole yet. */
    void header(byte[] header) throws IOException;

    /** One whole record, header included; the buffer may be overwritten. */
    void record(byte[] buffer, int offset, int length) throws IOException;

    /** Whether more is wanted. */
    boolean open();

    /** Whether memory may be taken for a whole record as soon as it begins. */
    boolean trusted();
  }

  private final Target target;
  private byte[] partial = NOTHING;
  private int partialLength;

  Records(Target target) {
    this.target = target;
  }

  void feed(byte[] buffer, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end && target.open()) {
      int whole = partialLength == 0 ? wholeRecord(buffer, at, end - at) : 0;
      if (whole > 0) {
        target.taken(whole, NOTHING, 0);
        target.record(buffer, at, whole);
        at += whole;
      } else {
        at += keep(buffer, at, end - at);
      }
    }
  }

  /** Forgets what there is of a record that is not whole. */
  void clear() {
    partial = NOTHING;
    partialLength = 0;
  }

  private int keep(byte[] buffer, int offset, int available) throws IOException {
    int wanted = partialLength < HEADER ? HEADER : lengthAt(partial, 0);
    int taken = Math.min(available, wanted - partialLength);
    if (partialLength + taken > partial.length) {
      int grown = Math.max(partialLength + taken, 2 * partial.length);
      partial = Arrays.copyOf(partial, target.trusted() ? wanted : Math.min(wanted, grown));
    }
    System.arraycopy(buffer, offset, partial, partialLength, taken);
    boolean headerWas = partialLength >= HEADER;
    partialLength += taken;
    target.taken(taken, partial, partialLength);
    if (partialLength >= HEADER) {
      if (!headerWas) {
        target.header(Arrays.copyOf(partial, HEADER));
      }
      if (partialLength == lengthAt(partial, 0)) {
        byte[] record = partial;
        int length = partialLength;
        partial = NOTHING;
        partialLength = 0;
        target.record(record, 0, length);
      }
    }
    return taken;
  }

  private static int wholeRecord(byte[] buffer, int offset, int available) {
    if (available < HEADER) {
      return 0;
    }
    int length = lengthAt(buffer, offset);
    return available < length ? 0 : length;
  }

  private static int lengthAt(byte[] buffer, int offset) {
    return HEADER + (((buffer[offset + 3] & 0xFF) << Byte.SIZE) | (buffer[offset + 4] & 0xFF));
  }
}
