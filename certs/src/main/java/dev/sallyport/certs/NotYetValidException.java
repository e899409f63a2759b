package dev.sallyport.certs;

import java.time.Instant;

/** Says that a file holds what will be valid, but is not yet. */
public final class NotYetValidException extends CredentialException {
  private static final long serialVersionUID = 1L;

  private final Instant from;

  NotYetValidException(String origin, String reason, Instant from) {
    super(origin, reason);
    this.from = from;
  }

  /** The first moment at which it can be used. */
  public Instant from() {
    return from;
  }
}
