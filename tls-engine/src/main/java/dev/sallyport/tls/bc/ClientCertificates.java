package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of clients: how a server asks for one and what it makes of the answer, and with
 * which signature a client can answer (RFC 8446 section 4.3.2, RFC 5246 section 7.4.4).
 */
final class ClientCertificates {

  /** Octets of names in a CertificateRequest; a server with more names none, which means any. */
  private static final int MAX_NAMES = 1 << 14;

  private static final int NAME_OVERHEAD = 2;

  private ClientCertificates() {}

  /** Asks for a certificate of one of the anchors, and for any signature that we can verify. */
  static CertificateRequest request(ClientAuthentication authentication, TlsVersion version)
      throws IOException {
    Vector<SignatureAndHashAlgorithm> schemes =
        Vectors.of(
            Arrays.stream(SignatureScheme.values()).map(SignatureScheme::algorithm).toList());
    List<X500Name> names = names(authentication);
    return version == TlsVersion.TLS_1_3
        ? new CertificateRequest(
            TlsUtils.EMPTY_BYTES, schemes, null, names.isEmpty() ? null : Vectors.of(names))
        : new CertificateRequest(
            new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
            schemes,
            Vectors.of(names));
  }

  private static List<X500Name> names(ClientAuthentication authentication) {
    List<X500Name> names = new ArrayList<>();
    int octets = 0;
    for (X500Principal subject :
        authentication.verifier().anchors().certificates().stream()
            .map(X509Certificate::getSubjectX500Principal)
            .distinct()
            .toList()) {
      byte[] encoded = subject.getEncoded();
      octets += encoded.length + NAME_OVERHEAD;
      names.add(X500Name.getInstance(encoded));
    }
    return octets > MAX_NAMES ? List.of() : names;
  }

  /** Verifies what a client sent; nothing, where that is allowed, is nobody. */
  static void check(
      List<X509Certificate> chain,
      ClientAuthentication authentication,
      TlsVersion version,
      Conversation conversation)
      throws Refusal {
    if (chain.isEmpty()) {
      if (authentication.required()) {
        throw new Refusal(
            FailureType.CERTIFICATE_REQUIRED,
            version == TlsVersion.TLS_1_3
                ? Description.CERTIFICATE_REQUIRED
                : Description.HANDSHAKE_FAILURE,
            "the client sent no certificate, and one is required");
      }
      return;
    }
    conversation.peerCertificate(CertificateSummary.of(chain.get(0)));
    long beganAt = conversation.now();
    Verdict verdict = authentication.verifier().verifyClient(chain);
    conversation.verified(beganAt, verdict);
    if (!verdict.trusted()) {
      throw Failures.untrusted(verdict);
    }
  }

  /** The best scheme in which the identity can answer the request; null if there is none. */
  static @Nullable SignatureScheme scheme(
      Identity identity, TlsVersion version, CertificateRequest request) {
    short[] types = request.getCertificateTypes();
    short wanted =
        identity.keyKind() == KeyKind.RSA
            ? ClientCertificateType.rsa_sign
            : ClientCertificateType.ecdsa_sign; // Ed25519 too (RFC 8422 section 5.5)
    if (types != null && !org.bouncycastle.util.Arrays.contains(types, wanted)) {
      return null;
    }
    return SignatureScheme.choose(identity, version, request.getSupportedSignatureAlgorithms());
  }
}
