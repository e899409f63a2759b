package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PssLimits;
import dev.sallyport.tls.TlsVersion;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.jspecify.annotations.Nullable;

/** The signature schemes that this engine uses, in its order of preference; SHA-1 is not among. */
enum SignatureScheme {
  ECDSA_SECP256R1_SHA256(0x0403, KeyKind.EC, 256),
  ED25519(0x0807, KeyKind.ED25519, 512),
  RSA_PSS_RSAE_SHA256(0x0804, KeyKind.RSA, 256),
  RSA_PSS_PSS_SHA256(0x0809, KeyKind.RSA_PSS, 256),
  RSA_PKCS1_SHA256(0x0401, KeyKind.RSA, 256),
  ECDSA_SECP384R1_SHA384(0x0503, KeyKind.EC, 384),
  RSA_PSS_RSAE_SHA384(0x0805, KeyKind.RSA, 384),
  RSA_PSS_PSS_SHA384(0x080A, KeyKind.RSA_PSS, 384),
  RSA_PKCS1_SHA384(0x0501, KeyKind.RSA, 384),
  ECDSA_SECP521R1_SHA512(0x0603, KeyKind.EC, 512),
  RSA_PSS_RSAE_SHA512(0x0806, KeyKind.RSA, 512),
  RSA_PSS_PSS_SHA512(0x080B, KeyKind.RSA_PSS, 512),
  RSA_PKCS1_SHA512(0x0601, KeyKind.RSA, 512);

  private static final int P521 = 521;
  private static final SignatureScheme[] ALL = values();

  private final int code;
  private final KeyKind key;
  private final int hashBits;

  SignatureScheme(int code, KeyKind key, int hashBits) {
    this.code = code;
    this.key = key;
    this.hashBits = hashBits;
  }

  /**
   * The best scheme that the identity can sign with and the peer accepts, for ECDSA first the one
   * that goes with the key's curve; null if none.
   */
  static @Nullable SignatureScheme choose(
      Identity identity, TlsVersion version, List<?> acceptedByPeer) {
    SignatureScheme best = null;
    for (SignatureScheme scheme : ALL) {
      if (scheme.key == identity.keyKind()
          && scheme.allowedIn(version, identity)
          && acceptedByPeer.contains(scheme.algorithm())) {
        if (scheme.isOfCurve(identity.leaf().getPublicKey())) {
          return scheme;
        }
        best = best == null ? scheme : best;
      }
    }
    return best;
  }

  /**
   * TLS 1.3 binds ECDSA's hash to its curve and has no PKCS #1 v1.5 (RFC 8446 section 4.2.3); an
   * RSASSA-PSS key may be limited to one hash in any version.
   */
  private boolean allowedIn(TlsVersion version, Identity identity) {
    if (key == KeyKind.RSA_PSS) {
      return PssLimits.allow(identity.key(), hashBits)
          && PssLimits.allow(identity.leaf().getPublicKey(), hashBits);
    }
    if (version == TlsVersion.TLS_1_2) {
      return true;
    }
    return key == KeyKind.EC ? isOfCurve(identity.leaf().getPublicKey()) : !isPkcs1();
  }

  /**
   * Whether a peer with that key may sign so in TLS 1.3: RSA's is RSASSA-PSS, whatever else is
   * offered for certificates and TLS 1.2 (RFC 8446 section 4.4.3).
   */
  static boolean signsTls13(int code, PublicKey key) {
    KeyKind kind = kindOf(key);
    return Arrays.stream(values())
        .anyMatch(
            scheme ->
                scheme.code == code
                    && scheme.key == kind
                    && !scheme.isPkcs1()
                    && (kind != KeyKind.EC || scheme.isOfCurve(key)));
  }

  /** Null for a key that signs by none of these. */
  private static @Nullable KeyKind kindOf(PublicKey key) {
    try {
      return KeyKind.of(key);
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }

  private boolean isOfCurve(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      int field = ec.getParams().getCurve().getField().getFieldSize();
      return field == (this == ECDSA_SECP521R1_SHA512 ? P521 : hashBits);
    }
    return false;
  }

  private boolean isPkcs1() {
    return name().startsWith("RSA_PKCS1");
  }

  private boolean isPss() {
    return name().startsWith("RSA_PSS");
  }

  /** All of them, as an offer has them. */
  static Vector<SignatureAndHashAlgorithm> algorithms() {
    return Vectors.of(Arrays.stream(values()).map(SignatureScheme::algorithm).toList());
  }

  SignatureAndHashAlgorithm algorithm() {
    return org.bouncycastle.tls.SignatureScheme.getSignatureAndHashAlgorithm(code);
  }

  /** A signature of this scheme, to be initialized by a key. */
  Signature signature(Source source) throws GeneralSecurityException {
    if (!isPss()) {
      return source.signature(jcaName());
    }
    String hash = "SHA-" + hashBits;
    Signature signature = source.pss(hash);
    signature.setParameter(
        new PSSParameterSpec(
            hash,
            "MGF1",
            new MGF1ParameterSpec(hash),
            hashBits / Byte.SIZE,
            PSSParameterSpec.TRAILER_FIELD_BC));
    return signature;
  }

  private String jcaName() {
    return key == KeyKind.ED25519
        ? "Ed25519"
        : "SHA" + hashBits + (key == KeyKind.EC ? "withECDSA" : "withRSA");
  }
}
