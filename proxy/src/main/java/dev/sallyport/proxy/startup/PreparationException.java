package dev.sallyport.proxy.startup;

/** A Java could not be prepared; the message is for a person. The program starts without it. */
public final class PreparationException extends Exception {
  private static final long serialVersionUID = 1;

  PreparationException(String message) {
    super(message);
  }
}
