package dev.sallyport.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.bouncycastle.tls.TlsUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bouncy Castle's jar of TLS, which is signed. */
class UnsignedJarTest {
  private final Path signed;
  private final Path copy;

  UnsignedJarTest(@TempDir Path directory) throws Exception {
    signed = Path.of(TlsUtils.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    copy = directory.resolve("copy.jar");
  }

  @BeforeEach
  void copy() throws Exception {
    UnsignedJar.copy(signed, copy);
  }

  @Test
  void aCopyIsNotSigned() throws Exception {
    assertThat(UnsignedJar.isSigned(signed)).isTrue();
    assertThat(UnsignedJar.isSigned(copy)).isFalse();
  }

  @Test
  void whatTheJarSaysOfItselfIsKeptAndNothingOfItsEntries() throws Exception {
    try (JarFile from = new JarFile(signed.toFile());
        JarFile to = new JarFile(copy.toFile())) {
      Attributes attributes = from.getManifest().getMainAttributes();
      assertThat(to.getManifest().getMainAttributes()).isEqualTo(attributes);
      assertThat(to.getManifest().getEntries()).isEmpty();
      assertThat(to.isMultiRelease()).isEqualTo(from.isMultiRelease());
    }
  }

  @Test
  void everyEntryIsTheSame() throws Exception {
    try (JarFile from = new JarFile(signed.toFile());
        JarFile to = new JarFile(copy.toFile())) {
      int classes = 0;
      for (JarEntry entry : from.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        assertThat(content(to, to.getJarEntry(entry.getName()))).isEqualTo(content(from, entry));
        classes++;
      }
      assertThat(classes).isGreaterThan(100);
    }
  }

  @Test
  void itsClassesLoad() throws Exception {
    URL[] copies = {copy.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(copies, ClassLoader.getPlatformClassLoader())) {
      Class<?> loaded = loader.loadClass("org.bouncycastle.tls.ContentType");
      assertThat(loaded.getProtectionDomain().getCodeSource().getCertificates()).isNull();
      assertThat(loaded.getSigners()).isNull();
    }
  }

  private static byte[] content(JarFile jar, JarEntry entry) throws Exception {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
