package dev.sallyport.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * Turns the private key of a file into a key of the JDK, so that signatures go through the JCA.
 *
 * <p>It reads PKCS#8 (RFC 5958) plain and encrypted, PKCS#1 (RFC 8017) and SEC1 (RFC 5915).
 */
final class PrivateKeyReader {
  /** Those that TLS and the JDK share. */
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(
          SECObjectIdentifiers.secp256r1,
          SECObjectIdentifiers.secp384r1,
          SECObjectIdentifiers.secp521r1);

  private final String origin;
  private final char @Nullable [] password;

  PrivateKeyReader(String origin, char @Nullable [] password) {
    this.origin = origin;
    this.password = password;
  }

  PrivateKey read(PemObject block) throws CredentialException {
    if (!block.getHeaders().isEmpty()) {
      throw new CredentialException(
          origin,
          "private key is encrypted in OpenSSL's old way; convert it by `openssl pkcs8 -topk8`");
    }
    if (block.getType().equals("ENCRYPTED PRIVATE KEY")) {
      return toJdk(decrypt(block.getContent()));
    }
    return toJdk(plain(block));
  }

  private PrivateKeyInfo plain(PemObject block) throws CredentialException {
    byte[] content = block.getContent();
    try {
      return switch (block.getType()) {
        case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(content);
        case "RSA PRIVATE KEY" -> pkcs1(RSAPrivateKey.getInstance(content));
        case "EC PRIVATE KEY" -> sec1(ECPrivateKey.getInstance(content));
        default ->
            throw new CredentialException(
                origin,
                "private key is in an unknown format, "
                    + Printable.text(block.getType())
                    + "; PKCS#8, PKCS#1 and SEC1 are read");
      };
    } catch (IOException | RuntimeException e) { // the latter from the parser of ASN.1
      throw new CredentialException(origin, "private key is damaged", e);
    }
  }

  private static PrivateKeyInfo pkcs1(RSAPrivateKey key) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key);
  }

  private static PrivateKeyInfo sec1(ECPrivateKey key) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  private PrivateKeyInfo decrypt(byte[] encrypted) throws CredentialException {
    if (password == null) {
      throw new CredentialException(origin, "private key is encrypted, but no password is given");
    }
    try {
      // A provider of its own, never registered: the JDK has no scrypt and not every PBES2 scheme.
      return new PKCS8EncryptedPrivateKeyInfo(encrypted)
          .decryptPrivateKeyInfo(
              new JcePKCSPBEInputDecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(password));
    } catch (IOException | PKCSException | RuntimeException e) {
      throw new CredentialException(
          origin, "wrong password for the private key, or the key is damaged", e);
    }
  }

  /** The same key as an object of the JDK's own providers. */
  PrivateKey toJdk(PrivateKeyInfo key) throws CredentialException {
    String algorithm = algorithm(key.getPrivateKeyAlgorithm());
    try {
      // Written anew without attributes and public key, which older JDKs do not read.
      PrivateKeyInfo bare = new PrivateKeyInfo(key.getPrivateKeyAlgorithm(), key.parsePrivateKey());
      PrivateKey made =
          KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(bare.getEncoded(ASN1Encoding.DER)));
      if (made instanceof RSAPrivateCrtKey parts && !agree(parts)) {
        throw new CredentialException(origin, algorithm + " private key is damaged");
      }
      return made;
    } catch (IOException | GeneralSecurityException | RuntimeException e) { // as above
      throw new CredentialException(origin, algorithm + " private key is damaged", e);
    }
  }

  /**
   * Whether the numbers of an RSA key go together (RFC 8017 section 3.2). Of one that is altered
   * the JDK takes no notice before it signs, and a wrong signature may tell the key.
   */
  private static boolean agree(RSAPrivateCrtKey key) {
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    return p.multiply(q).equals(key.getModulus())
        && key.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE)
        && inverse(key, key.getPrivateExponent(), p)
        && inverse(key, key.getPrivateExponent(), q)
        && inverse(key, key.getPrimeExponentP(), p)
        && inverse(key, key.getPrimeExponentQ(), q);
  }

  private static boolean inverse(RSAPrivateCrtKey key, BigInteger exponent, BigInteger prime) {
    BigInteger product = exponent.multiply(key.getPublicExponent());
    return product.mod(prime.subtract(BigInteger.ONE)).equals(BigInteger.ONE);
  }

  private String algorithm(AlgorithmIdentifier identifier) throws CredentialException {
    ASN1ObjectIdentifier oid = identifier.getAlgorithm();
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (oid.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return "RSASSA-PSS";
    }
    if (!oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      throw new CredentialException(
          origin, "private key is neither EC, Ed25519 nor RSA (algorithm " + oid + ")");
    }
    if (!(identifier.getParameters() instanceof ASN1ObjectIdentifier curve)
        || !CURVES.contains(curve)) {
      throw new CredentialException(
          origin, "EC private key is on another curve than P-256, P-384 and P-521");
    }
    return "EC";
  }
}
