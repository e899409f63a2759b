package dev.sallyport.proxy.transport;

/** The requested transport cannot be had on this machine; the message says why, for a person. */
public final class TransportException extends Exception {
  private static final long serialVersionUID = 1;

  TransportException(String message) {
    super(message);
  }
}
