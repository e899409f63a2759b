package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.crypto.TlsSecret;

/** A ticket of TLS 1.3 as Bouncy Castle knows pre-shared keys. */
final class PreSharedKey implements TlsPSKExternal {
  private final byte[] identity;
  private final TlsSecret key;
  private final int prf;

  /**
   * @param identity the ticket
   * @param cipherSuite one with the hash that the key was made for
   */
  PreSharedKey(byte[] identity, PskSecret key, int cipherSuite) {
    this.identity = identity;
    this.key = key;
    this.prf = prf(cipherSuite);
  }

  /** What keys are derived by in a suite of TLS 1.3. */
  static int prf(int cipherSuite) {
    return cipherSuite == CipherSuite.TLS_AES_256_GCM_SHA384.code()
        ? PRFAlgorithm.tls13_hkdf_sha384
        : PRFAlgorithm.tls13_hkdf_sha256;
  }

  @Override
  public byte[] getIdentity() {
    return identity;
  }

  @Override
  public TlsSecret getKey() {
    return key;
  }

  @Override
  public int getPRFAlgorithm() {
    return prf;
  }
}
