package dev.sallyport.proxy.startup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * A copy of a jar without its signature, and not compressed: of a signed jar every class is hashed
 * before it is loaded, by code that has not been compiled yet, and no archive takes it in.
 */
final class UnsignedJar {
  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");

  private UnsignedJar() {}

  static boolean isSigned(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      return file.stream().anyMatch(UnsignedJar::isSignature);
    }
  }

  /** Copies a jar; what is of the signature is left out. */
  static void copy(Path signed, Path to) throws IOException {
    try (JarFile from = new JarFile(signed.toFile(), false);
        JarOutputStream jar = new JarOutputStream(Files.newOutputStream(to), manifest(from))) {
      jar.setLevel(0);
      List<JarEntry> entries = Collections.list(from.entries());
      for (JarEntry entry : entries) {
        if (!isSignature(entry) && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
          JarEntry copy = new JarEntry(entry.getName());
          copy.setTime(entry.getTime());
          jar.putNextEntry(copy);
          try (InputStream content = from.getInputStream(entry)) {
            content.transferTo(jar);
          }
          jar.closeEntry();
        }
      }
    }
  }

  /** What it says of the jar; not the digests of its entries. */
  private static Manifest manifest(JarFile from) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putAll(from.getManifest().getMainAttributes());
    return manifest;
  }

  private static boolean isSignature(JarEntry entry) {
    return SIGNATURE.matcher(entry.getName().toUpperCase(Locale.ROOT)).matches();
  }
}
