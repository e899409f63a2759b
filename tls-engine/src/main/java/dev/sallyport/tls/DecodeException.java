package dev.sallyport.tls;

/** A message of the peer cannot be decoded; the message says where. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  DecodeException(String message) {
    super(message, null, false, false);
  }
}
