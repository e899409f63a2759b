package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.tls.NamedGroup;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The curve of a certificate's key, which a client of TLS 1.2 has to list in supported_groups (RFC
 * 8422 section 5.1). In TLS 1.3 the signature scheme tells it. Immutable and thread-safe.
 */
enum CertificateCurve {
  P256(NamedGroup.SECP256R1),
  P384(NamedGroup.SECP384R1),
  P521(NamedGroup.SECP521R1);

  private static final String ALGORITHM = "EC";

  private final NamedGroup group;

  @SuppressWarnings("ImmutableEnumChecker") // nothing of it can be set
  private final ECParameterSpec parameters;

  CertificateCurve(NamedGroup group) {
    this.group = group;
    this.parameters = parameters(group);
  }

  private static ECParameterSpec parameters(NamedGroup group) {
    try {
      AlgorithmParameters algorithm = AlgorithmParameters.getInstance(ALGORITHM);
      algorithm.init(new ECGenParameterSpec(group.ianaName()));
      return algorithm.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has these three
    }
  }

  /** Whether a client that lists those groups takes it; without a list it takes any. */
  static boolean takenBy(int @Nullable [] groups, Identity identity) {
    if (groups == null || !(identity.leaf().getPublicKey() instanceof ECPublicKey key)) {
      return true;
    }
    CertificateCurve curve = of(key);
    return curve != null && Arrays.contains(groups, curve.group.code());
  }

  /** Whether it is a key on a curve that is none of these. */
  static boolean foreign(PublicKey key) {
    return key.getAlgorithm().equals(ALGORITHM)
        && !(key instanceof ECPublicKey point && of(point) != null);
  }

  private static @Nullable CertificateCurve of(ECPublicKey key) {
    for (CertificateCurve curve : values()) {
      if (curve.is(key.getParams())) {
        return curve;
      }
    }
    return null;
  }

  /** Curves of one field size are several. */
  private boolean is(ECParameterSpec other) {
    return parameters.getCurve().equals(other.getCurve())
        && parameters.getGenerator().equals(other.getGenerator())
        && parameters.getOrder().equals(other.getOrder())
        && parameters.getCofactor() == other.getCofactor();
  }
}
