package dev.sallyport.proxy.kernel;

/** The kernel cannot be had as a witness; the message says why, and what to do about it. */
public final class WitnessUnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  WitnessUnavailableException(String message) {
    super(message);
  }
}
