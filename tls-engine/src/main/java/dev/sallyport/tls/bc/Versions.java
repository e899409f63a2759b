package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.TlsVersion;
import java.util.Comparator;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;

/** Versions and suites as Bouncy Castle names them. */
final class Versions {
  private Versions() {}

  static ProtocolVersion of(TlsVersion version) {
    return version == TlsVersion.TLS_1_3 ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
  }

  /** The version that was negotiated, which is one of ours. */
  static TlsVersion negotiated(SecurityParameters parameters) {
    return parameters.getNegotiatedVersion().equals(ProtocolVersion.TLSv13)
        ? TlsVersion.TLS_1_3
        : TlsVersion.TLS_1_2;
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
