package dev.sallyport.certs;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a certificate of a TLS peer has to be good for (RFC 5280 §4.2.1.3 and §4.2.1.12). */
enum Purpose {
  SERVER("server", KeyPurposeId.id_kp_serverAuth),
  CLIENT("client", KeyPurposeId.id_kp_clientAuth);

  private static final String ANY = KeyPurposeId.anyExtendedKeyUsage.getId();

  /** Positions in {@link X509Certificate#getKeyUsage}. */
  private static final int DIGITAL_SIGNATURE = 0;

  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  private final String role;
  private final String oid;

  Purpose(String role, KeyPurposeId id) {
    this.role = role;
    this.oid = id.getId();
  }

  /** What keeps a peer's own certificate from this purpose; empty when nothing does. */
  Optional<String> objectionTo(X509Certificate own) throws CertificateParsingException {
    boolean[] usage = Extensions.keyUsage(own);
    boolean fits =
        usage == null
            || usage[DIGITAL_SIGNATURE]
            || (this == SERVER && (usage[KEY_ENCIPHERMENT] || usage[KEY_AGREEMENT]));
    return fits
        ? extendedObjectionTo(own)
        : Optional.of("its key usage allows no TLS handshake as a " + role);
  }

  /** The same for an extended key usage alone; where it stands in a CA it limits what is below. */
  Optional<String> extendedObjectionTo(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> extended = Extensions.extendedKeyUsage(certificate);
    return extended == null || extended.contains(oid) || extended.contains(ANY)
        ? Optional.empty()
        : Optional.of("its extended key usage lacks " + role + "Auth");
  }
}
