package dev.sallyport.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A server and a client for handshakes in memory, under a root that nobody else trusts. All three
 * have one EC key, which is never written down. Immutable and thread-safe.
 *
 * @param anchors the root alone
 * @param server the identity of {@value #NAME}
 * @param client the identity of a client of that name
 */
public record Rehearsal(TrustAnchors anchors, Identity server, Identity client) {
  /** A name that no host has (RFC 6761 section 6.4). */
  public static final String NAME = "rehearsal.invalid";

  private static final Duration LIFE = Duration.ofHours(1);

  /** Makes new ones, valid from an hour ago, for an hour; costs a key and three signatures. */
  public static Rehearsal at(Instant now) {
    KeyPair keys = KeyKind.EC.newKeys();
    try {
      X509Certificate root = CertificateIssuer.root(keys, now);
      CertificateIssuer issuer =
          new CertificateIssuer(new Identity(keys.getPrivate(), List.of(root), NAME));
      Duration life = LIFE.plus(LIFE);
      return new Rehearsal(
          TrustAnchors.of(List.of(root)),
          identity(keys, issuer.server(List.of(NAME), keys.getPublic(), now, life)),
          identity(keys, issuer.client(NAME, keys.getPublic(), now, life)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // the key was made for it, and a JDK has ECDSA
    }
  }

  private static Identity identity(KeyPair keys, X509Certificate certificate) {
    return new Identity(keys.getPrivate(), List.of(certificate), NAME);
  }
}
