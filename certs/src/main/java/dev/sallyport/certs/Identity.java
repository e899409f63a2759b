package dev.sallyport.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A private key with the certificate chain that proves whose it is: the leaf first, then the
 * intermediates.
 *
 * <p>Immutable and thread-safe. An identity that exists has a key that belongs to its leaf; whether
 * its certificates are valid now is asked by {@link #checkValidAt}, since that changes with time.
 *
 * @param key the private key, whose encoding must be readable
 * @param chain leaf first, never empty
 * @param origin where it came from, for messages: a file as it was named, or the local CA
 */
public record Identity(PrivateKey key, List<X509Certificate> chain, String origin) {
  /**
   * Checks that key and leaf are one pair.
   *
   * @throws IllegalArgumentException when the chain is empty, the leaf's key is of no {@link
   *     KeyKind}, the private key belongs to another certificate, or both together allow no hash of
   *     TLS
   */
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity needs a certificate");
    }
    KeyKind kind = KeyKind.of(chain.get(0).getPublicKey());
    if (!KeyMatch.matches(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException("the private key does not belong to the certificate");
    }
    if (kind == KeyKind.RSA_PSS && !PssLimits.usable(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException(
          "the RSASSA-PSS key is limited to parameters of no use in TLS");
    }
  }

  /** The certificate of this key. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  public KeyKind keyKind() {
    return KeyKind.of(leaf().getPublicKey());
  }

  /**
   * Passes when the leaf and every intermediate are valid at a moment. A self-signed certificate at
   * the end of the chain is not looked at: peers ignore it.
   *
   * @throws CredentialException when one of them is not; with the moment from which on it is
   */
  public void checkValidAt(Instant now) throws CredentialException {
    check(now, Duration.ZERO);
  }

  /**
   * The same, but passes five minutes early too, by which our clock may be late: for where there is
   * nothing else to be used.
   *
   * @throws CredentialException when one of them is not; with the moment from which on this passes
   */
  public void checkValidAtOrSoonAfter(Instant now) throws CredentialException {
    check(now, Validity.SKEW);
  }

  private void check(Instant now, Duration early) throws CredentialException {
    check("certificate", leaf(), now, early);
    for (X509Certificate other : chain.subList(1, chain.size())) {
      if (!SelfSigned.named(other)) {
        String which = "certificate of " + Printable.name(other.getSubjectX500Principal());
        check(which, other, now, early);
      }
    }
  }

  private void check(String which, X509Certificate certificate, Instant now, Duration early)
      throws CredentialException {
    Validity validity = Validity.of(certificate);
    Instant from = validity.notBefore().minus(early);
    if (from.isAfter(now)) {
      throw new CredentialException(origin, which + " " + validity.tooEarly(), from);
    }
    if (validity.endsBefore(now)) {
      throw new CredentialException(origin, which + " " + validity.tooLate());
    }
  }

  /** Names the leaf and the origin, never the key. */
  @Override
  public String toString() {
    return "Identity["
        + Printable.name(leaf().getSubjectX500Principal())
        + ", "
        + keyKind()
        + ", "
        + origin
        + "]";
  }
}
