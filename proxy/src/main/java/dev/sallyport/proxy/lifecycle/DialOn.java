package dev.sallyport.proxy.lifecycle;

/** What the downstream connection must have reached before the upstream is dialled. */
public enum DialOn {
  ACCEPTED,
  HELLO,
  HANDSHAKE
}
