package dev.sallyport.certs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says which certificate, key or trust file cannot be used, and why, in words for the operator.
 *
 * <p>The message is {@code origin: reason}, for example {@code web.pem: certificate expired on
 * 2026-01-02}; it never holds a password or key material. Control characters in the reason, which
 * may quote a file, are escaped.
 */
public final class CredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String origin;
  private final String reason;
  private final @Nullable Instant validFrom;

  public CredentialException(String origin, String reason) {
    this(origin, reason, (Instant) null);
  }

  /**
   * Of what will be valid, but is not yet.
   *
   * @param validFrom the first moment at which it can be used; null: there is none
   */
  CredentialException(String origin, String reason, @Nullable Instant validFrom) {
    super(origin + ": " + Printable.text(reason));
    this.origin = origin;
    this.reason = Printable.text(reason);
    this.validFrom = validFrom;
  }

  public CredentialException(String origin, String reason, Throwable cause) {
    super(origin + ": " + Printable.text(reason), cause);
    this.origin = origin;
    this.reason = Printable.text(reason);
    this.validFrom = null;
  }

  /** The file that was read, as it was named, or a word such as {@code system}. */
  public String origin() {
    return origin;
  }

  /** What is wrong with it, without the file's name. */
  public String reason() {
    return reason;
  }

  /** From when on it can be used if it stays as it is; null: never. */
  public @Nullable Instant validFrom() {
    return validFrom;
  }
}
