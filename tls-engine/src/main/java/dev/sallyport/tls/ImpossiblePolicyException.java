package dev.sallyport.tls;

/** A policy by which nothing can be negotiated; the message says why, and what could be. */
public final class ImpossiblePolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Part part;

  /** The part of a policy that would have to be another. */
  public enum Part {
    VERSIONS,
    KEY_EXCHANGES,
    CIPHER_SUITES,
    GROUPS
  }

  ImpossiblePolicyException(Part part, String message) {
    super(message);
    this.part = part;
  }

  public Part part() {
    return part;
  }
}
