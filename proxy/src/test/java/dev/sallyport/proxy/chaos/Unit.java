package dev.sallyport.proxy.chaos;

import dev.sallyport.proxy.chaos.Cell.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a relay passes on at once: a TLS record with its header (RFC 8446, section 5.1), or a chunk
 * of cleartext.
 */
final class Unit {

  private static final int HEADER = 5;
  private static final int CHUNK = 4096;
  private static final byte APPLICATION_DATA = 23;

  /** Behind the headers of record and message, the version and the random. */
  private static final int LENGTH_OF_SESSION_ID = HEADER + 4 + 2 + 32;

  private final Wire wire;
  private final byte[] bytes;

  private Unit(Wire wire, byte[] bytes) {
    this.wire = wire;
    this.bytes = bytes;
  }

  /** Takes the next one; null at the end of the stream, which may lie within a record. */
  static @Nullable Unit read(Wire wire, InputStream in) throws IOException {
    byte[] bytes = new byte[CHUNK];
    if (wire == Wire.CLEARTEXT) {
      int length = in.read(bytes);
      return length < 0 ? null : new Unit(wire, Arrays.copyOf(bytes, length));
    }
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      return null;
    }
    int length = Byte.toUnsignedInt(header[3]) << 8 | Byte.toUnsignedInt(header[4]);
    byte[] body = in.readNBytes(length);
    byte[] record = Arrays.copyOf(header, HEADER + body.length);
    System.arraycopy(body, 0, record, HEADER, body.length);
    return body.length < length ? null : new Unit(wire, record);
  }

  /** Whether it is an encrypted record. */
  boolean isEncrypted() {
    return wire == Wire.TLS && bytes[0] == APPLICATION_DATA;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] firstHalf() {
    return Arrays.copyOf(bytes, middle());
  }

  byte[] secondHalf() {
    return Arrays.copyOfRange(bytes, middle(), bytes.length);
  }

  /** This with one bit flipped: one that is vital to a hello, any other in what follows. */
  byte[] corrupted() {
    byte[] corrupted = bytes.clone();
    corrupted[wire == Wire.CLEARTEXT || isEncrypted() ? middle() : LENGTH_OF_SESSION_ID] ^=
        (byte) 0x80;
    return corrupted;
  }

  private int middle() {
    return bytes.length / 2;
  }
}
