package dev.sallyport.tls.bc;

/** Learns when secrets come into being; it never sees them. */
interface SecretObserver {

  /** The shared secret of a key agreement was computed. */
  void agreed();

  /** A pre-master secret was decrypted that the client had encrypted under our key. */
  void decrypted();

  /** A cipher was made from derived keys; in TLS 1.3 first for the handshake, then for data. */
  void cipherMade(RecordCipher cipher);
}
