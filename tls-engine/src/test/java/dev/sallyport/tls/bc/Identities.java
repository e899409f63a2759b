package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.TestCertificates;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** One identity of each kind of key for example.com, made once for all tests. */
final class Identities {
  static final TestCertificates CA = TestCertificates.authority("Test CA");

  private static final Map<KeyKind, Identity> BY_KIND = new EnumMap<>(KeyKind.class);

  static {
    for (KeyKind kind : KeyKind.values()) {
      BY_KIND.put(kind, CA.leaf("example.com", "localhost").kind(kind).identity());
    }
  }

  private Identities() {}

  static Identity of(KeyKind kind) {
    return Objects.requireNonNull(BY_KIND.get(kind));
  }
}
