package dev.sallyport.certs;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Kind and size of a key for a person: {@code EC P-256}, {@code RSA 2048}, {@code Ed25519}. */
final class KeyName {
  private KeyName() {}

  static String of(PublicKey key) {
    if (key instanceof RSAKey rsa) {
      return rsa(key.getAlgorithm(), rsa);
    }
    AlgorithmIdentifier id = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm();
    return key instanceof EdECKey edwards
        ? edwards.getParams().getName()
        : of(id, key.getAlgorithm());
  }

  static String of(PrivateKey key) {
    if (key instanceof RSAKey rsa) {
      return rsa(key.getAlgorithm(), rsa);
    }
    AlgorithmIdentifier id = PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm();
    return key instanceof EdECKey edwards
        ? edwards.getParams().getName()
        : of(id, key.getAlgorithm());
  }

  private static String rsa(String algorithm, RSAKey key) {
    return algorithm + " " + key.getModulus().bitLength();
  }

  private static String of(AlgorithmIdentifier id, String algorithm) {
    if (!id.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return algorithm;
    }
    return id.getParameters() instanceof ASN1ObjectIdentifier curve ? "EC " + name(curve) : "EC";
  }

  private static String name(ASN1ObjectIdentifier curve) {
    String nist = NISTNamedCurves.getName(curve);
    String name = nist != null ? nist : ECNamedCurveTable.getName(curve);
    return name != null ? name : curve.getId();
  }
}
