package dev.sallyport.certs;

import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Kind and size of a key for a person: {@code EC P-256}, {@code RSA 2048}, {@code Ed25519}; of one
 * whose encoding cannot be read, what the JDK calls its algorithm.
 */
final class KeyName {
  private KeyName() {}

  static String of(PublicKey key) {
    if (key instanceof RSAKey rsa) {
      return rsa(key.getAlgorithm(), rsa);
    }
    return key instanceof EdECKey edwards
        ? edwards.getParams().getName()
        : of(key, encoded -> SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm());
  }

  static String of(PrivateKey key) {
    if (key instanceof RSAKey rsa) {
      return rsa(key.getAlgorithm(), rsa);
    }
    return key instanceof EdECKey edwards
        ? edwards.getParams().getName()
        : of(key, encoded -> PrivateKeyInfo.getInstance(encoded).getPrivateKeyAlgorithm());
  }

  private static String rsa(String algorithm, RSAKey key) {
    return algorithm + " " + key.getModulus().bitLength();
  }

  private static String of(Key key, Function<byte[], AlgorithmIdentifier> identifier) {
    AlgorithmIdentifier id;
    try {
      id = identifier.apply(key.getEncoded());
    } catch (IllegalArgumentException broken) {
      return key.getAlgorithm();
    }
    if (!id.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return key.getAlgorithm();
    }
    return id.getParameters() instanceof ASN1ObjectIdentifier curve ? "EC " + name(curve) : "EC";
  }

  private static String name(ASN1ObjectIdentifier curve) {
    String nist = NISTNamedCurves.getName(curve);
    String name = nist != null ? nist : ECNamedCurveTable.getName(curve);
    return name != null ? name : curve.getId();
  }
}
