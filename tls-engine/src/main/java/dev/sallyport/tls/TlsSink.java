package dev.sallyport.tls;

/**
 * Where a {@link TlsEngine} puts what comes out of it. Every call happens inside a call on the
 * engine, in the order of the wire; none may call the engine again, none may throw.
 */
public interface TlsSink {

  /** Bytes for the peer. The buffer is the engine's: copy it before returning. */
  void ciphertext(byte[] buffer, int offset, int length);

  /** Application data from the peer. The buffer is the engine's: copy it before returning. */
  void plaintext(byte[] buffer, int offset, int length);

  /** Something happened. A fatal alert has gone through {@link #ciphertext} before it is told. */
  void event(TlsEvent event);
}
