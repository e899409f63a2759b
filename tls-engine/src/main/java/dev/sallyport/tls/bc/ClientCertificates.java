package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of clients: what a server makes of one, and with which signature a client can answer
 * the request for it (RFC 8446 section 4.4.2.3, RFC 5246 section 7.4.6).
 */
final class ClientCertificates {
  private ClientCertificates() {}

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
        switch (identity.keyKind()) {
          case RSA, RSA_PSS -> ClientCertificateType.rsa_sign;
          case EC, ED25519 -> ClientCertificateType.ecdsa_sign; // RFC 8422 section 5.5
        };
    if (types != null && !Arrays.contains(types, wanted)) {
      return null;
    }
    return SignatureScheme.choose(identity, version, request.getSupportedSignatureAlgorithms());
  }
}
