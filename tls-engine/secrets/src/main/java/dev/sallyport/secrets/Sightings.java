package dev.sallyport.secrets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.XECPrivateKey;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that one JVM has seen, in a file: of each by which {@link Hook}, in one octet,
 * whether it is a password, in another, its length in two, and itself.
 *
 * <p>Threads of all kinds tell it; one of its own writes.
 */
public final class Sightings {

  private static final int HEAD = 4;
  private static final int LONGEST = 512;
  private static final BlockingQueue<byte[]> ENTRIES = new LinkedBlockingQueue<>();

  private Sightings() {}

  /** Opens the file of this JVM in that directory. */
  static void begin(Path directory) throws IOException {
    Files.createDirectories(directory);
    OutputStream file =
        new BufferedOutputStream(
            Files.newOutputStream(
                directory.resolve(ProcessHandle.current().pid() + SecretsSearch.SEEN)));
    Thread.ofPlatform().daemon().name("secrets").start(() -> writeEver(file));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> writeRest(file)));
  }

  /**
   * Takes something secret: octets, characters, a text or a private key; anything else is passed
   * over.
   *
   * @param hook its place in {@link Hook#ALL}
   */
  public static void seen(@Nullable Object secret, int hook) {
    if (secret instanceof byte[] octets) {
      add(hook, false, octets);
    } else if (secret instanceof char[] password) {
      add(hook, true, latin(password));
    } else if (secret instanceof String password) {
      add(hook, true, latin(password.toCharArray()));
    } else if (secret instanceof RSAPrivateCrtKey key) {
      add(hook, key.getPrivateExponent());
      add(hook, key.getPrimeP());
      add(hook, key.getPrimeQ());
    } else if (secret instanceof ECPrivateKey key) {
      add(hook, key.getS());
    } else if (secret instanceof EdECPrivateKey key) {
      key.getBytes().ifPresent(octets -> add(hook, false, octets));
    } else if (secret instanceof XECPrivateKey key) {
      key.getScalar().ifPresent(octets -> add(hook, false, octets));
    }
  }

  private static void add(int hook, BigInteger number) {
    byte[] octets = number.toByteArray();
    int sign = octets[0] == 0 ? 1 : 0;
    byte[] magnitude = new byte[octets.length - sign];
    System.arraycopy(octets, sign, magnitude, 0, magnitude.length);
    add(hook, false, magnitude);
  }

  private static void add(int hook, boolean password, byte[] value) {
    if (value.length <= LONGEST) {
      ENTRIES.add(
          ByteBuffer.allocate(HEAD + value.length)
              .put((byte) hook)
              .put((byte) (password ? 1 : 0))
              .putShort((short) value.length)
              .put(value)
              .array());
    }
  }

  private static byte[] latin(char[] password) {
    byte[] octets = new byte[password.length];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) password[i];
    }
    return octets;
  }

  private static void writeEver(OutputStream file) {
    try {
      while (true) {
        byte[] entry = ENTRIES.take();
        synchronized (file) {
          file.write(entry);
          if (ENTRIES.isEmpty()) {
            file.flush();
          }
        }
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException("the secrets of this JVM are not written down", e);
    }
  }

  private static void writeRest(OutputStream file) {
    try {
      synchronized (file) {
        for (byte[] left = ENTRIES.poll(); left != null; left = ENTRIES.poll()) {
          file.write(left);
        }
        file.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
