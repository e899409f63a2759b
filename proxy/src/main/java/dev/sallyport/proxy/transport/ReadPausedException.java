package dev.sallyport.proxy.transport;

/**
 * A read was asked for while reading is paused: the peer has sent FIN, or RST. Comes as an {@code
 * exceptionCaught} of the channel, from which nothing was taken and which stays as it was.
 */
public final class ReadPausedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReadPausedException() {
    super("reading is paused", null, false, false);
  }
}
