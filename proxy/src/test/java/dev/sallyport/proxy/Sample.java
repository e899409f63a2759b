package dev.sallyport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file with the beginning of the {@link Pattern}, and its digest. */
record Sample(Path file, Digest digest) {

  static final long KIB = 1L << 10;
  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private static final int BUFFER = 1 << 16;

  /** How many bytes, and their SHA-256. */
  record Digest(long size, String sha256) {}

  /** Writes a file of {@code size} bytes. */
  static Sample write(Path file, long size) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      Pattern.write(out, size);
    }
    return new Sample(file, digest(file));
  }

  static Digest digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return digest(in);
    }
  }

  /** Reads to the end. */
  static Digest digest(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      DigestInputStream digesting = new DigestInputStream(in, digest);
      byte[] buffer = new byte[BUFFER];
      long size = 0;
      for (int read = digesting.read(buffer); read >= 0; read = digesting.read(buffer)) {
        size += read;
      }
      return new Digest(size, HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
