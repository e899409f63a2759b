package dev.sallyport.proxy.transport;

/**
 * There is something to read up to the end of the input, a FIN or an RST, while reading is paused.
 * Comes as an {@code exceptionCaught} of the channel, which stays as it was.
 */
public final class ReadPausedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReadPausedException() {
    super("reading is paused", null, false, false);
  }
}
