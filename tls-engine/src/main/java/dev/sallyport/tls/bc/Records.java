package dev.sallyport.tls.bc;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a stream of ciphertext into records. A record that lies whole in the caller's buffer is
 * handed on from there; a partial one is kept until it is whole, in memory that grows with it
 * before the handshake is complete, and in what the event loop lends after that.
 */
final class Records {
  static final int HEADER = 5;

  private static final byte[] NOTHING = new byte[0];

  private final Engine engine;
  private final Crypto crypto;
  private byte[] partial = NOTHING;
  private int partialLength;

  /**
   * @param engine takes the records
   */
  Records(Engine engine, Crypto crypto) {
    this.engine = engine;
    this.crypto = crypto;
  }

  void feed(byte[] buffer, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end && engine.open()) {
      int whole = partialLength == 0 ? wholeRecord(buffer, at, end - at) : 0;
      if (whole > 0) {
        engine.taken(whole, NOTHING, 0);
        engine.record(buffer, at, whole);
        at += whole;
      } else {
        at += keep(buffer, at, end - at);
      }
    }
  }

  /** How much there is of a record that is not whole; 0 between records. */
  int partialLength() {
    return partialLength;
  }

  /** Forgets what there is of a record that is not whole. */
  void clear() {
    crypto.giveBack(partial);
    partial = NOTHING;
    partialLength = 0;
  }

  private int keep(byte[] buffer, int offset, int available) throws IOException {
    int wanted = partialLength < HEADER ? HEADER : lengthAt(partial, 0);
    int taken = Math.min(available, wanted - partialLength);
    if (partialLength + taken > partial.length) {
      partial = grown(partialLength + taken, wanted);
    }
    System.arraycopy(buffer, offset, partial, partialLength, taken);
    boolean headerWas = partialLength >= HEADER;
    partialLength += taken;
    engine.taken(taken, partial, partialLength);
    if (partialLength >= HEADER) {
      if (!headerWas) {
        engine.header(Arrays.copyOf(partial, HEADER));
      }
      if (partialLength == lengthAt(partial, 0)) {
        byte[] record = partial;
        int length = partialLength;
        partial = NOTHING;
        partialLength = 0;
        try {
          engine.record(record, 0, length);
        } finally {
          crypto.giveBack(record);
        }
      }
    }
    return taken;
  }

  /** A longer array with what there is of the record: as long as the record for trusted peers. */
  private byte[] grown(int needed, int wanted) {
    if (!engine.trusted() || wanted == HEADER) {
      return Arrays.copyOf(partial, Math.min(wanted, Math.max(needed, 2 * partial.length)));
    }
    byte[] lent = crypto.lend(wanted);
    System.arraycopy(partial, 0, lent, 0, partialLength);
    return lent;
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
