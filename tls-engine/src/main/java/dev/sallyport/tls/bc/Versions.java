package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.TlsVersion;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.jspecify.annotations.Nullable;

/** Versions, and what else a policy holds, as Bouncy Castle names them. */
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
    List<TlsVersion> ascending = policy.versions();
    ProtocolVersion[] versions = new ProtocolVersion[ascending.size()];
    for (int i = 0; i < versions.length; i++) {
      versions[versions.length - 1 - i] = of(ascending.get(i));
    }
    return versions;
  }

  static int[] suites(Policy policy) {
    List<CipherSuite> suites = policy.cipherSuites();
    int[] codes = new int[suites.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = suites.get(i).code();
    }
    return codes;
  }

  /** Those of ALPN; null: none is negotiated. */
  static @Nullable Vector<ProtocolName> protocols(Policy policy) {
    return policy.alpn().isEmpty()
        ? null
        : Vectors.of(policy.alpn().stream().map(ProtocolName::asUtf8Encoding).toList());
  }
}
