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
import java.util.Set;
import java.util.TreeSet;

/**
 * What the secrets are known by: of a key every eighth run of eight octets, so that any 23 octets
 * of it in a row are found; of a password all of it.
 */
final class Fingerprints {

  /** How many octets one is made of. */
  static final int WIDTH = Long.BYTES;

  /** Something shorter stands in a text by chance. */
  private static final int SHORTEST_PASSWORD = 6;

  /** What has fewer different octets is a pattern or padding, and no secret. */
  private static final int LEAST_DIFFERENT = 6;

  private final Set<String> passwords = new TreeSet<>();
  private long[] keys = new long[1 << 16];
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
      if (value.length >= SHORTEST_PASSWORD) {
        passwords.add(new String(value, StandardCharsets.ISO_8859_1));
      }
      return;
    }
    for (int at = 0; at + WIDTH <= value.length; at += WIDTH) {
      add(value, at);
    }
  }

  private void add(byte[] value, int at) {
    if (new String(value, at, WIDTH, StandardCharsets.ISO_8859_1).chars().distinct().count()
        >= LEAST_DIFFERENT) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, 2 * count);
      }
      keys[count++] = ByteBuffer.wrap(value, at, WIDTH).getLong();
    }
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
      if (i >= WIDTH - 1 && Arrays.binarySearch(keys, 0, count, window) >= 0) {
        return i - WIDTH + 1;
      }
    }
    return -1;
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
