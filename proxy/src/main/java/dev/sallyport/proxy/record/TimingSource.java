package dev.sallyport.proxy.record;

/** Whose clock readings a record holds. */
public enum TimingSource {
  /** What the proxy saw at its sockets. */
  SOCKET,
  /** The kernel witness followed the flow too; entries say which stamps are its. */
  KERNEL
}
