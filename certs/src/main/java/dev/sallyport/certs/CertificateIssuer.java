package dev.sallyport.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * Builds and signs the certificates of a local CA (RFC 5280), whose root has an EC key.
 *
 * <p>Thread-safe. A certificate costs one signature.
 */
final class CertificateIssuer {
  private static final Duration ROOT_LIFE = Duration.ofDays(3650);

  /** Taken from the life's beginning, for clients whose clocks are behind. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private static final String ORGANIZATION = "Sallyport local CA";

  /** RFC 5280 appendix A, ub-common-name. */
  private static final int MAX_COMMON_NAME = 64;

  private static final int SERIAL_BITS = 128;
  private static final String SIGNATURE = "SHA256withECDSA";

  private final SecureRandom random = new SecureRandom();
  private final X500Name name;
  private final PrivateKey key;
  private final PublicKey publicKey;
  private final Instant end;

  /** An issuer in the name of a root. */
  CertificateIssuer(Identity root) {
    this(
        X500Name.getInstance(root.leaf().getSubjectX500Principal().getEncoded()),
        new KeyPair(root.leaf().getPublicKey(), root.key()),
        Validity.of(root.leaf()).notAfter());
  }

  private CertificateIssuer(X500Name name, KeyPair keys, Instant end) {
    this.name = name;
    this.key = keys.getPrivate();
    this.publicKey = keys.getPublic();
    this.end = end;
  }

  /** A new root. Part of its key's identifier is in its name, so that no two roots share one. */
  static X509Certificate root(KeyPair keys, Instant now) throws GeneralSecurityException {
    byte[] identifier = identifier(keys.getPublic()).getKeyIdentifier();
    X500Name name =
        new X500NameBuilder()
            .addRDN(BCStyle.O, ORGANIZATION)
            .addRDN(BCStyle.CN, ORGANIZATION + " " + HexFormat.of().formatHex(identifier, 0, 4))
            .build();
    return new CertificateIssuer(name, keys, now.plus(ROOT_LIFE)).root(now);
  }

  private X509Certificate root(Instant now) throws GeneralSecurityException {
    try {
      return sign(
          builder(name, publicKey, now, end)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /**
   * A server's certificate.
   *
   * @param names DNS names and IP literals, checked before; at least one
   * @param life how long it is valid, unless its root ends before; an hour of it is past
   */
  X509Certificate server(List<String> names, PublicKey server, Instant now, Duration life)
      throws GeneralSecurityException {
    return leaf(names, server, KeyPurposeId.id_kp_serverAuth, now, life);
  }

  /**
   * A client's certificate.
   *
   * @param life how long it is valid, unless its root ends before; an hour of it is past
   */
  X509Certificate client(String name, PublicKey client, Instant now, Duration life)
      throws GeneralSecurityException {
    return leaf(List.of(name), client, KeyPurposeId.id_kp_clientAuth, now, life);
  }

  private X509Certificate leaf(
      List<String> names, PublicKey owner, KeyPurposeId purpose, Instant now, Duration life)
      throws GeneralSecurityException {
    Instant full = now.minus(BACKDATED).plus(life);
    GeneralName[] all =
        names.stream().map(CertificateIssuer::generalName).toArray(GeneralName[]::new);
    boolean rsa = KeyKind.of(owner) == KeyKind.RSA; // RSA key exchange enciphers
    int usage = KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0);
    try {
      return sign(
          builder(subject(names.get(0)), owner, now, full.isBefore(end) ? full : end)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
              .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(publicKey)));
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralName generalName(String name) {
    return new GeneralName(
        IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X500Name subject(String commonName) {
    X500NameBuilder subject = new X500NameBuilder().addRDN(BCStyle.O, ORGANIZATION);
    return commonName.length() > MAX_COMMON_NAME
        ? subject.build()
        : subject.addRDN(BCStyle.CN, commonName).build();
  }

  /** What every certificate has: the names, a random serial number, validity and key. */
  private X509v3CertificateBuilder builder(
      X500Name subject, PublicKey subjectKey, Instant now, Instant notAfter)
      throws GeneralSecurityException, IOException {
    return new X509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
            Date.from(now.minus(BACKDATED)),
            Date.from(notAfter),
            subject,
            SubjectPublicKeyInfo.getInstance(subjectKey.getEncoded()))
        .addExtension(Extension.subjectKeyIdentifier, false, identifier(subjectKey));
  }

  private static SubjectKeyIdentifier identifier(PublicKey key) throws GeneralSecurityException {
    return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
  }

  private X509Certificate sign(X509v3CertificateBuilder builder)
      throws GeneralSecurityException, IOException {
    try {
      return CertificateDecoder.decode(
          builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)).getEncoded());
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
