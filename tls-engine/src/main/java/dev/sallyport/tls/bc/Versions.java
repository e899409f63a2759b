package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.TlsVersion;
import java.util.Comparator;
import org.bouncycastle.tls.ProtocolVersion;

/** Versions and suites as Bouncy Castle names them. */
final class Versions {
  private Versions() {}

  static ProtocolVersion of(TlsVersion version) {
    return version == TlsVersion.TLS_1_3 ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
  }

  /** The policy's, the newest first. */
  static ProtocolVersion[] of(Policy policy) {
    return policy.versions().stream()
        .sorted(Comparator.reverseOrder())
        .map(Versions::of)
        .toArray(ProtocolVersion[]::new);
  }

  static int[] suites(Policy policy) {
    return policy.cipherSuites().stream().mapToInt(CipherSuite::code).toArray();
  }
}
