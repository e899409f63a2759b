package dev.sallyport.certs;

import static org.bouncycastle.asn1.x509.KeyUsage.digitalSignature;
import static org.bouncycastle.asn1.x509.KeyUsage.keyEncipherment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
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
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that a test describes before it is issued by {@link #identity()}.
 *
 * <p>Made by {@link TestCertificates#leaf} and {@link TestCertificates#selfSigned}.
 */
public final class TestLeaf {
  /** Extended key usage of servers. */
  public static final String SERVER_AUTH = KeyPurposeId.id_kp_serverAuth.getId();

  /** Extended key usage of clients. */
  public static final String CLIENT_AUTH = KeyPurposeId.id_kp_clientAuth.getId();

  /** An extended key usage that TLS does not know. */
  public static final String CODE_SIGNING = KeyPurposeId.id_kp_codeSigning.getId();

  private final @Nullable TestCertificates issuer;
  private final List<Extension> extensions = new ArrayList<>();
  private List<String> names;
  private @Nullable String commonName;
  private @Nullable KeyPair keys;
  private KeyKind kind = KeyKind.EC;
  private Instant notBefore = TestCertificates.defaultNotBefore();
  private Instant notAfter = TestCertificates.defaultNotAfter();
  private @Nullable List<String> usages = List.of(SERVER_AUTH);
  private @Nullable Integer keyUsage;
  private @Nullable String signature;
  private boolean criticalUsages;
  private boolean ca;

  TestLeaf(@Nullable TestCertificates issuer, List<String> names) {
    this.issuer = issuer;
    this.names = names;
  }

  static TestLeaf selfIssued(String commonName) {
    return new TestLeaf(null, List.of()).commonName(commonName);
  }

  TestLeaf names(String... all) {
    names = List.of(all);
    return this;
  }

  /** The subject's CN; unless given, the first name. */
  public TestLeaf commonName(String name) {
    commonName = name;
    return this;
  }

  /** A new key of this kind: EC P-256, Ed25519, or either RSA with 2048 bits. */
  public TestLeaf kind(KeyKind wanted) {
    kind = wanted;
    return this;
  }

  /** A key that exists already. */
  public TestLeaf keys(KeyPair pair) {
    keys = pair;
    return this;
  }

  public TestLeaf validity(Instant from, Instant to) {
    notBefore = from;
    notAfter = to;
    return this;
  }

  /** Valid until an hour ago. */
  public TestLeaf expired() {
    Instant now = Instant.now();
    return validity(now.minus(Duration.ofDays(30)), now.minus(Duration.ofHours(1)));
  }

  /** Valid from tomorrow. */
  public TestLeaf notYetValid() {
    Instant now = Instant.now();
    return validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)));
  }

  /** The extended key usages, as object identifiers; none leaves the extension out. */
  public TestLeaf usages(String... oids) {
    usages = oids.length == 0 ? null : List.of(oids);
    return this;
  }

  /** The extended key usages in an extension that must be understood. */
  public TestLeaf criticalUsages(String... oids) {
    criticalUsages = true;
    return usages(oids);
  }

  /** The key usage bits of {@link KeyUsage}; unless given, what a TLS certificate has. */
  public TestLeaf keyUsage(int bits) {
    keyUsage = bits;
    return this;
  }

  /** A CA's certificate: without extended key usage, with the key usage of a CA. */
  public TestLeaf ca() {
    ca = true;
    return usages().keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
  }

  /** The algorithm of its signature, in the JCA's spelling. */
  public TestLeaf signature(String algorithm) {
    signature = algorithm;
    return this;
  }

  /** Any further extension, also a nonsensical one. */
  public TestLeaf extension(String oid, boolean critical, byte[] der) {
    extensions.add(new Extension(new ASN1ObjectIdentifier(oid), critical, der));
    return this;
  }

  /** Issues it: the identity with its chain up to, but without, the root. */
  public Identity identity() {
    TestCertificates issued = authority();
    return new Identity(issued.keys().getPrivate(), chainOf(issued.certificate()), "test");
  }

  /** Issues it and lets it issue others, whether or not it may. */
  public TestCertificates authority() {
    try {
      KeyPair pair = keys != null ? keys : kind.newKeys();
      return new TestCertificates(pair, chainOf(issue(pair)));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<X509Certificate> chainOf(X509Certificate certificate) {
    List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
    if (issuer != null) {
      chain.addAll(issuer.chainBelowRoot());
    }
    return chain;
  }

  private X509Certificate issue(KeyPair pair)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair signing = issuer == null ? pair : issuer.keys();
    X500Name subject = subject();
    X500Name issuerName =
        issuer == null
            ? subject
            : X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuerName,
            new BigInteger(120, new SecureRandom()),
            Date.from(notBefore),
            Date.from(notAfter),
            subject,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    addExtensions(builder, pair);
    String algorithm = signature != null ? signature : signatureOf(signing);
    return CertificateDecoder.decode(
        builder
            .build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate()))
            .getEncoded());
  }

  private X500Name subject() {
    String name = commonName != null ? commonName : names.isEmpty() ? "nobody" : names.get(0);
    return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
  }

  private static String signatureOf(KeyPair keys) {
    return switch (KeyKind.of(keys.getPublic())) {
      case EC -> "SHA256withECDSA";
      case ED25519 -> "Ed25519";
      case RSA -> "SHA256withRSA";
      case RSA_PSS -> "SHA256withRSAandMGF1";
    };
  }

  private void addExtensions(X509v3CertificateBuilder builder, KeyPair pair)
      throws GeneralSecurityException, IOException {
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    add(builder, Extension.basicConstraints, true, new BasicConstraints(ca));
    if (extensions.stream().noneMatch(own -> own.getExtnId().equals(Extension.keyUsage))) {
      add(builder, Extension.keyUsage, true, new KeyUsage(keyUsageBits(pair)));
    }
    add(
        builder,
        Extension.subjectKeyIdentifier,
        false,
        utils.createSubjectKeyIdentifier(pair.getPublic()));
    if (issuer != null) {
      add(
          builder,
          Extension.authorityKeyIdentifier,
          false,
          utils.createAuthorityKeyIdentifier(issuer.certificate().getPublicKey()));
    }
    if (usages != null) {
      KeyPurposeId[] purposes =
          usages.stream()
              .map(oid -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)))
              .toArray(KeyPurposeId[]::new);
      add(builder, Extension.extendedKeyUsage, criticalUsages, new ExtendedKeyUsage(purposes));
    }
    if (!names.isEmpty()) {
      GeneralName[] all = names.stream().map(TestLeaf::generalName).toArray(GeneralName[]::new);
      add(builder, Extension.subjectAlternativeName, false, new GeneralNames(all));
    }
    for (Extension extension : extensions) {
      builder.addExtension(extension);
    }
  }

  private int keyUsageBits(KeyPair pair) {
    if (keyUsage != null) {
      return keyUsage;
    }
    boolean rsa = KeyKind.of(pair.getPublic()) == KeyKind.RSA;
    return rsa ? digitalSignature | keyEncipherment : digitalSignature;
  }

  private static void add(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier oid,
      boolean critical,
      ASN1Encodable value)
      throws IOException {
    builder.addExtension(oid, critical, value);
  }

  private static GeneralName generalName(String name) {
    boolean literal = name.indexOf(':') >= 0 || name.matches("[0-9]+(\\.[0-9]+){3}");
    return new GeneralName(literal ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }
}
