package dev.sallyport.certs;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a responder said of a certificate (OCSP, RFC 6960), to be stapled to it. Immutable and
 * thread-safe.
 */
public final class OcspResponse {
  private static final JcaContentVerifierProviderBuilder VERIFIERS =
      new JcaContentVerifierProviderBuilder();

  private final String origin;
  private final byte[] der;
  private final BasicOCSPResp basic;
  private final List<Answer> answers;
  private final List<X509CertificateHolder> responders;

  private OcspResponse(String origin, byte[] der, BasicOCSPResp basic) throws OCSPException {
    this.origin = origin;
    this.der = der;
    this.basic = basic;
    List<Answer> all = new ArrayList<>();
    for (SingleResp single : basic.getResponses()) {
      all.add(Answer.of(single));
    }
    this.answers = List.copyOf(all);
    this.responders = List.of(basic.getCerts());
  }

  private enum Status {
    GOOD,
    REVOKED,
    UNKNOWN
  }

  /**
   * What is said of one certificate. Made when the response is read: Bouncy Castle parses most of
   * it, and throws for what is malformed, only when it is asked for.
   *
   * @param nextUpdate null: there is always a newer one to be had
   */
  private record Answer(
      String hashAlgorithm,
      ByteBuffer issuerName,
      ByteBuffer issuerKey,
      BigInteger serial,
      Status status,
      Instant thisUpdate,
      @Nullable Instant nextUpdate) {
    static Answer of(SingleResp single) throws OCSPException {
      CertificateID id = single.getCertID();
      Date next = single.getNextUpdate();
      return new Answer(
          id.getHashAlgOID().getId(),
          ByteBuffer.wrap(id.getIssuerNameHash()),
          ByteBuffer.wrap(id.getIssuerKeyHash()),
          id.getSerialNumber(),
          status(single.getCertStatus()),
          single.getThisUpdate().toInstant(),
          next == null ? null : next.toInstant());
    }

    private static Status status(@Nullable CertificateStatus status) throws OCSPException {
      if (status == CertificateStatus.GOOD) {
        return Status.GOOD;
      }
      if (status instanceof RevokedStatus) {
        return Status.REVOKED;
      }
      if (status instanceof UnknownStatus) {
        return Status.UNKNOWN;
      }
      throw new OCSPException("no certificate status");
    }

    boolean concerns(Identity identity) {
      if (!serial.equals(identity.leaf().getSerialNumber())) {
        return false;
      }
      try {
        MessageDigest hash = MessageDigest.getInstance(hashAlgorithm);
        byte[] name = identity.leaf().getIssuerX500Principal().getEncoded();
        X509Certificate issuer = issuer(identity);
        return ByteBuffer.wrap(hash.digest(name)).equals(issuerName)
            && (issuer == null || ByteBuffer.wrap(hash.digest(key(issuer))).equals(issuerKey));
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  /**
   * Reads a response in DER.
   *
   * @throws CredentialException when there is none, or it is a refusal
   */
  public static OcspResponse read(Path file) throws CredentialException {
    String origin = file.toString();
    byte[] der = CredentialFile.read(file);
    try {
      OCSPResponse whole = OCSPResponse.getInstance(der); // nothing may follow it
      OCSPResp response = new OCSPResp(whole);
      if (response.getStatus() != OCSPResp.SUCCESSFUL) {
        throw new CredentialException(
            origin, "the responder gave no answer, but status " + response.getStatus());
      }
      if (response.getResponseObject() instanceof BasicOCSPResp basic) {
        return new OcspResponse(origin, der, basic);
      }
      throw new CredentialException(origin, "holds an OCSP response of an unknown kind");
    } catch (OCSPException | RuntimeException e) { // the parser throws both
      throw new CredentialException(origin, "is no OCSP response in DER", e);
    }
  }

  /** The file it was read from. */
  public String origin() {
    return origin;
  }

  /** As it stands in the file. */
  public byte[] der() {
    return der.clone();
  }

  /** Whether both are the same octets of the same file. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OcspResponse that
        && origin.equals(that.origin)
        && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }

  /** Whether it speaks of this identity's certificate. */
  public boolean concerns(Identity identity) {
    return answer(identity) != null;
  }

  /**
   * Passes when all it says is said of the past.
   *
   * @throws CredentialException when something is said of a moment to come; with that moment
   */
  public void checkBegunAt(Instant now) throws CredentialException {
    check(now, Duration.ZERO);
  }

  /**
   * The same, but passes five minutes early too, by which our clock may be late: for where there is
   * nothing else to be stapled.
   *
   * @throws CredentialException else; with the moment from which on this passes
   */
  public void checkBegunAtOrSoonAfter(Instant now) throws CredentialException {
    check(now, Validity.SKEW);
  }

  private void check(Instant now, Duration early) throws CredentialException {
    for (Answer answer : answers) {
      Instant from = answer.thisUpdate().minus(early);
      if (from.isAfter(now)) {
        throw new CredentialException(
            origin, "OCSP response is not valid before " + answer.thisUpdate(), from);
      }
    }
  }

  /**
   * How long what it says of an identity's certificate holds; null when it says nothing of it, or
   * not for how long.
   */
  public @Nullable Life lifeFor(Identity identity) {
    Answer answer = answer(identity);
    return answer == null || answer.nextUpdate() == null
        ? null
        : new Life(answer.thisUpdate(), answer.nextUpdate());
  }

  /** From when and until when a response can be relied on. */
  public record Life(Instant thisUpdate, Instant nextUpdate) {
    /** When no more than a tenth of it is left. */
    public Instant lastTenth() {
      return nextUpdate.minus(Duration.between(thisUpdate, nextUpdate).dividedBy(10));
    }
  }

  /** Whether there was a newer one to be had before this moment. */
  public boolean expiredAt(Identity identity, Instant now) {
    Answer answer = answer(identity);
    return answer != null && answer.nextUpdate() != null && answer.nextUpdate().isBefore(now);
  }

  /**
   * What keeps it from ever being stapled to this identity, as the end of a sentence; that it has
   * expired does not. Its signature is verified where the issuer's certificate is in the chain.
   */
  public Optional<String> objection(Identity identity, Instant now) {
    Answer answer = answer(identity);
    if (answer == null) {
      return Optional.of("is for another certificate");
    }
    if (!isSignedFor(identity, now)) {
      return Optional.of("is not signed by the issuer of the certificate or for it");
    }
    return switch (answer.status()) {
      case GOOD -> Optional.empty();
      case REVOKED -> Optional.of("says that the certificate is revoked");
      case UNKNOWN -> Optional.of("says that the certificate is unknown");
    };
  }

  /** Whether it says, with a right signature, that this identity's certificate is revoked. */
  public boolean revokes(Identity identity, Instant now) {
    Answer answer = answer(identity);
    return answer != null && answer.status() == Status.REVOKED && isSignedFor(identity, now);
  }

  private boolean isSignedFor(Identity identity, Instant now) {
    X509Certificate issuer = issuer(identity);
    return issuer == null || signedFor(issuer, now);
  }

  private static @Nullable X509Certificate issuer(Identity identity) {
    if (identity.chain().size() > 1) {
      return identity.chain().get(1);
    }
    return SelfSigned.named(identity.leaf()) ? identity.leaf() : null;
  }

  private @Nullable Answer answer(Identity identity) {
    for (Answer answer : answers) {
      if (answer.concerns(identity)) {
        return answer;
      }
    }
    return null;
  }

  private static byte[] key(X509Certificate certificate) {
    return SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
        .getPublicKeyData()
        .getBytes();
  }

  /** By the issuer's own key, or that of a responder it has made one (RFC 6960 §4.2.2.2). */
  private boolean signedFor(X509Certificate issuer, Instant now) {
    if (holds(() -> basic.isSignatureValid(VERIFIERS.build(issuer.getPublicKey())))) {
      return true;
    }
    for (X509CertificateHolder responder : responders) {
      if (holds(() -> appointed(responder, issuer, now))
          && holds(() -> basic.isSignatureValid(VERIFIERS.build(responder)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean appointed(X509CertificateHolder responder, X509Certificate by, Instant now)
      throws OperatorCreationException, CertException {
    return responder.isSignatureValid(VERIFIERS.build(by.getPublicKey()))
        && responder.isValidOn(Date.from(now))
        && mayRespond(responder);
  }

  /** Throws where key and algorithm do not fit, or what is looked at is malformed. */
  private interface Attempt {
    boolean succeeds()
        throws OCSPException, OperatorCreationException, CertException, GeneralSecurityException;
  }

  /** One that fails in whatever way is no more than one that did not succeed. */
  private static boolean holds(Attempt attempt) {
    try {
      return attempt.succeeds();
    } catch (OCSPException
        | OperatorCreationException
        | CertException
        | GeneralSecurityException
        | RuntimeException e) {
      return false;
    }
  }

  private static boolean mayRespond(X509CertificateHolder responder) {
    ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(responder.getExtensions());
    return usage != null && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning);
  }
}
