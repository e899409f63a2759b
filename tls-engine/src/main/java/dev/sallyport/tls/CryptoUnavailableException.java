package dev.sallyport.tls;

/** A provider of cryptography that was asked for by name cannot be used; the message says why. */
public final class CryptoUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public CryptoUnavailableException(String message) {
    super(message);
  }

  public CryptoUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
