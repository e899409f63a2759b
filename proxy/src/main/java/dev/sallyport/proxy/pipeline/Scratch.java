package dev.sallyport.proxy.pipeline;

/**
 * A heap array through which bytes pass between Netty's direct buffers and the TLS engine.
 *
 * <p>One per event loop: what is in it is used up before the call that filled it returns.
 */
public final class Scratch {

  private static final int SIZE = 64 * 1024;

  private final byte[] bytes = new byte[SIZE];

  byte[] bytes() {
    return bytes;
  }
}
