package dev.sallyport.proxy;

/**
 * A command was given what it cannot work with; the message says what, for the person who typed it.
 */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
