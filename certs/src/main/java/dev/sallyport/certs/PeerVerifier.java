package dev.sallyport.certs;

import dev.sallyport.certs.Verdict.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a TLS peer is who it has to be: a path to a trust anchor (RFC 5280, by the JDK's
 * {@link CertPathValidator}), the right usage, and for a server the right name (RFC 9525).
 *
 * <p>The peer's own certificate is the first of a chain, the others may come in any order. Names
 * are taken from subjectAltName alone, never from the subject. Of a trust anchor only the key is
 * used: neither its dates nor constraints in it count, unless it is the peer's own certificate.
 * Revocation is not checked. Nothing is thrown for what a peer sends. Thread-safe; it computes and
 * never blocks.
 *
 * @param anchors what this trusts in
 * @param clock says at which moment certificates have to be valid
 */
public record PeerVerifier(TrustAnchors anchors, InstantSource clock) implements ServerVerifier {
  /** More certificates than that are refused unread. */
  static final int MAX_CHAIN = 10;

  private static final int NAMES_TOLD = 5;
  private static final Verdict TRUSTED = new Verdict(Reason.TRUSTED, "");

  @Override
  public Verdict verifyServer(List<X509Certificate> chain, String host) {
    Verdict path = verify(chain, Purpose.SERVER);
    return path.trusted() ? verifyName(chain.get(0), host) : path;
  }

  /**
   * Verifies that a chain is good for a server, whatever its names.
   *
   * @param chain the server's own certificate first
   */
  public Verdict verifyServerOfAnyName(List<X509Certificate> chain) {
    return verify(chain, Purpose.SERVER);
  }

  /**
   * Verifies a client; who it is stands in its certificate.
   *
   * @param chain as it was sent, the client's own certificate first
   */
  public Verdict verifyClient(List<X509Certificate> chain) {
    return verify(chain, Purpose.CLIENT);
  }

  private Verdict verify(List<X509Certificate> chain, Purpose purpose) {
    if (chain.isEmpty()) {
      return new Verdict(Reason.MALFORMED, "the peer sent no certificate");
    }
    if (chain.size() > MAX_CHAIN) {
      return new Verdict(
          Reason.MALFORMED,
          "the peer sent " + chain.size() + " certificates; " + MAX_CHAIN + " are allowed");
    }
    Instant now = clock.instant();
    CertificationPath path = CertificationPath.assemble(chain, anchors, now);
    X509Certificate anchor = path.anchor();
    if (anchor == null) {
      return noAnchor(path);
    }
    Verdict validity =
        path.certificates().isEmpty() ? verifyPinned(anchor, now) : validate(path, anchor, now);
    return validity.trusted() ? verifyUsage(chain.get(0), path, purpose) : validity;
  }

  private static Verdict noAnchor(CertificationPath path) {
    X509Certificate last = path.last();
    if (path.certificates().size() == 1 && SelfSigned.proven(last)) {
      return new Verdict(
          Reason.SELF_SIGNED, "certificate is self-signed and not a trust anchor itself");
    }
    String issuer = Printable.name(last.getIssuerX500Principal());
    return new Verdict(
        Reason.UNKNOWN_CA,
        SelfSigned.named(last)
            ? "root " + issuer + " is not trusted"
            : "issuer " + issuer + " is neither trusted nor was its certificate sent");
  }

  /** A certificate that is an anchor itself needs no proof but has to be valid. */
  private static Verdict verifyPinned(X509Certificate certificate, Instant now) {
    Validity validity = Validity.of(certificate);
    if (validity.includes(now)) {
      return TRUSTED;
    }
    Reason reason = validity.beginsAfter(now) ? Reason.NOT_YET_VALID : Reason.EXPIRED;
    return outdated(reason, certificate, now);
  }

  private static Verdict validate(CertificationPath path, X509Certificate anchor, Instant now) {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setRevocationEnabled(false);
      parameters.setPolicyQualifiersRejected(false); // they are for people (RFC 5280 §4.2.1.4)
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(path.certificates()),
              parameters);
      return TRUSTED;
    } catch (CertPathValidatorException e) {
      return refused(e, path, anchor, now);
    } catch (CertificateException | RuntimeException e) { // the JDK's parsers, on hostile input
      return new Verdict(Reason.MALFORMED, "certificate cannot be read: " + told(e));
    } catch (GeneralSecurityException e) {
      return new Verdict(Reason.INVALID_PATH, "path cannot be validated: " + told(e));
    }
  }

  private static Verdict refused(
      CertPathValidatorException e, CertificationPath path, X509Certificate anchor, Instant now) {
    int index = Math.max(e.getIndex(), 0);
    X509Certificate culprit = path.certificates().get(index);
    if (e.getReason() == BasicReason.EXPIRED) {
      return outdated(Reason.EXPIRED, culprit, now);
    }
    if (e.getReason() == BasicReason.NOT_YET_VALID) {
      return outdated(Reason.NOT_YET_VALID, culprit, now);
    }
    if (e.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
      return new Verdict(Reason.WEAK_ALGORITHM, whose(culprit) + " is too weak: " + told(e));
    }
    boolean atAnchor = index == path.certificates().size() - 1;
    if (e.getReason() == BasicReason.INVALID_SIGNATURE && atAnchor) {
      return SelfSigned.proven(culprit)
          ? noAnchor(path)
          : new Verdict(
              Reason.UNKNOWN_CA,
              whose(culprit)
                  + " is not signed by the trusted "
                  + Printable.name(anchor.getSubjectX500Principal())
                  + ", only names it");
    }
    if (e.getReason() == PKIXReason.NO_TRUST_ANCHOR) {
      return new Verdict(Reason.UNKNOWN_CA, told(e));
    }
    return new Verdict(Reason.INVALID_PATH, whose(culprit) + " is refused: " + told(e));
  }

  private static Verdict verifyUsage(X509Certificate own, CertificationPath path, Purpose purpose) {
    try {
      Optional<String> objection = purpose.objectionTo(own);
      if (objection.isPresent()) {
        return new Verdict(Reason.WRONG_USAGE, whose(own) + ": " + objection.get());
      }
      for (X509Certificate certificate : path.certificates()) {
        Optional<String> limit = purpose.extendedObjectionTo(certificate);
        if (limit.isPresent()) {
          return new Verdict(Reason.WRONG_USAGE, whose(certificate) + ": " + limit.get());
        }
      }
      return TRUSTED;
    } catch (CertificateParsingException e) {
      return new Verdict(Reason.MALFORMED, "key usage cannot be read: " + told(e));
    }
  }

  private static Verdict verifyName(X509Certificate own, String host) {
    Optional<HostName> wanted = HostName.parse(host);
    if (wanted.isEmpty()) {
      return new Verdict(
          Reason.WRONG_NAME, Printable.text(host) + " is no host name that a certificate can have");
    }
    try {
      SubjectNames names = SubjectNames.of(own);
      return names.include(wanted.get())
          ? TRUSTED
          : new Verdict(Reason.WRONG_NAME, told(names) + "; wanted " + wanted.get().text());
    } catch (CertificateParsingException e) {
      return new Verdict(Reason.MALFORMED, told(e));
    }
  }

  private static String told(SubjectNames names) {
    List<String> all = names.printable();
    if (all.isEmpty()) {
      return "certificate has no subjectAltName";
    }
    String first = all.stream().limit(NAMES_TOLD).collect(Collectors.joining(", "));
    int more = all.size() - NAMES_TOLD;
    return "certificate names are " + first + (more > 0 ? " and " + more + " more" : "");
  }

  private static Verdict outdated(Reason reason, X509Certificate certificate, Instant now) {
    String objection = Validity.of(certificate).objectionAt(now).orElse("is not valid now");
    return new Verdict(reason, whose(certificate) + " " + objection);
  }

  private static String whose(X509Certificate certificate) {
    return "certificate of " + Printable.name(certificate.getSubjectX500Principal());
  }

  private static String told(Exception e) {
    return Printable.text(String.valueOf(e.getMessage()));
  }
}
