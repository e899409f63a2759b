package dev.sallyport.proxy.transport;

/**
 * Tells a pipeline that the peer's FIN has come, behind what is read next: who writes because of
 * that may write the end with it.
 */
public final class FinAhead {
  static final FinAhead EVENT = new FinAhead();

  private FinAhead() {}
}
