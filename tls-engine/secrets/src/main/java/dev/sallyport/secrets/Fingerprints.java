package dev.sallyport.secrets;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the secrets are known by: of a key every eighth run of eight octets, so that any 23 octets
 * of it in a row are found; of a password all of it.
 */
final class Fingerprints {

  /** How many octets one is made of. */
  static final int WIDTH = Long.BYTES;

  private static final int MARK_BITS = 28;

  /** An odd number whose product has its high bits depend on all of a window's. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /** Something shorter stands in a text by chance. */
  private static final int SHORTEST_PASSWORD = 6;

  /** That of the JDK's own trust store, known to everybody. */
  private static final String PUBLIC_PASSWORD = "changeit";

  /** What is shorter, such as a Finished of TLS 1.2, is derived from a secret and is none. */
  private static final int SHORTEST_KEY = 16;

  private static final int LEAST_DIFFERENT = 6;
  private static final int LEAST_STEPS = 3;

  private final Set<String> passwords = new TreeSet<>();
  private long[] keys = new long[1 << 16];

  /** Has the bit of each key set, and of little else: nearly all octets need no closer look. */
  private final BitSet marks = new BitSet(1 << MARK_BITS);

  private int count;
  private final long[] sightings = new long[Hook.ALL.size()];

  /** Adds what one JVM has seen; the last may be cut short, where it was killed. */
  void read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      while (true) {
        sightings[in.readUnsignedByte()]++;
        boolean password = in.readBoolean();
        byte[] value = new byte[in.readUnsignedShort()];
        in.readFully(value);
        add(password, value);
      }
    } catch (EOFException end) {
      // That is all of it.
    }
  }

  private void add(boolean password, byte[] value) {
    if (password) {
      String text = new String(value, StandardCharsets.ISO_8859_1);
      if (value.length >= SHORTEST_PASSWORD && !text.equals(PUBLIC_PASSWORD)) {
        passwords.add(text);
      }
    } else if (value.length >= SHORTEST_KEY) {
      for (int at = 0; at + WIDTH <= value.length; at += WIDTH) {
        add(value, at);
      }
    }
  }

  private void add(byte[] value, int at) {
    if (isPattern(value, at)) {
      return;
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
    }
    long key = ByteBuffer.wrap(value, at, WIDTH).getLong();
    keys[count++] = key;
    marks.set(mark(key));
  }

  /** Whether octets are repeated or counted up, as in keys that only try something out. */
  private static boolean isPattern(byte[] value, int at) {
    BitSet octets = new BitSet();
    BitSet steps = new BitSet();
    for (int i = at; i < at + WIDTH; i++) {
      octets.set(value[i] & 0xff);
      if (i > at) {
        steps.set((value[i] - value[i - 1]) & 0xff);
      }
    }
    return octets.cardinality() < LEAST_DIFFERENT || steps.cardinality() < LEAST_STEPS;
  }

  /** Makes them ready to be looked up: after the last was added. */
  void sort() {
    Arrays.sort(keys, 0, count);
  }

  /** Where in these octets the first key is found, or -1. */
  int find(byte[] octets) {
    long window = 0;
    for (int i = 0; i < octets.length; i++) {
      window = (window << Byte.SIZE) | (octets[i] & 0xff);
      if (i >= WIDTH - 1
          && marks.get(mark(window))
          && Arrays.binarySearch(keys, 0, count, window) >= 0) {
        return i - WIDTH + 1;
      }
    }
    return -1;
  }

  private static int mark(long window) {
    return (int) ((window * SPREAD) >>> (Long.SIZE - MARK_BITS));
  }

  /** The passwords; none is shorter than six characters. */
  Set<String> passwords() {
    return passwords;
  }

  /** How often something was seen by a hook. */
  long sightings(Hook hook) {
    return sightings[Hook.ALL.indexOf(hook)];
  }
}
