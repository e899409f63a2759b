package dev.sallyport.certs;

/**
 * Says which certificate, key or trust file cannot be used, and why, in words for the operator.
 *
 * <p>The message is {@code origin: reason}, for example {@code web.pem: certificate expired on
 * 2026-01-02}; it never holds a password or key material.
 */
public class CredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String origin;
  private final String reason;

  public CredentialException(String origin, String reason) {
    super(origin + ": " + reason);
    this.origin = origin;
    this.reason = reason;
  }

  public CredentialException(String origin, String reason, Throwable cause) {
    super(origin + ": " + reason, cause);
    this.origin = origin;
    this.reason = reason;
  }

  /** The file that was read, as it was named, or a word such as {@code system}. */
  public String origin() {
    return origin;
  }

  /** What is wrong with it, without the file's name. */
  public String reason() {
    return reason;
  }
}
