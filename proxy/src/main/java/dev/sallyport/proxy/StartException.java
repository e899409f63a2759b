package dev.sallyport.proxy;

/**
 * The proxy could not start although its configuration is right: a port is taken, a log cannot be
 * opened; the message is for a person.
 */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
