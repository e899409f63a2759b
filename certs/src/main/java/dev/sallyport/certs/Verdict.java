package dev.sallyport.certs;

/**
 * What a verification of a peer's certificates came to.
 *
 * @param reason why it is trusted or refused
 * @param detail one line for a person, safe for logs; empty when trusted
 */
public record Verdict(Reason reason, String detail) {
  /** Why a peer is trusted or refused. */
  public enum Reason {
    /** Everything holds. */
    TRUSTED,
    /** A certificate of the path has expired. */
    EXPIRED,
    /** A certificate of the path is not valid yet. */
    NOT_YET_VALID,
    /** No path leads to a trust anchor. */
    UNKNOWN_CA,
    /** The peer's certificate was issued by itself and is not a trust anchor. */
    SELF_SIGNED,
    /** No name in the certificate is the one that was wanted (RFC 9525). */
    WRONG_NAME,
    /** The certificate is for another purpose (key usage, extended key usage). */
    WRONG_USAGE,
    /** An algorithm or key size that the JDK does not allow in certificates. */
    WEAK_ALGORITHM,
    /** The path breaks a rule of RFC 5280, such as a CA that is none or a broken signature. */
    INVALID_PATH,
    /** There is no certificate, there are too many, or one cannot be read. */
    MALFORMED
  }

  public boolean trusted() {
    return reason == Reason.TRUSTED;
  }
}
