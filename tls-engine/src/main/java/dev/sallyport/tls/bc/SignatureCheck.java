package dev.sallyport.tls.bc;

import java.io.OutputStream;
import java.security.Signature;
import java.security.SignatureException;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;

/** A JCA signature as Bouncy Castle verifies one; a malformed one is a wrong one. */
record SignatureCheck(Signature signature) implements Tls13Verifier {

  @Override
  public OutputStream getOutputStream() {
    return new SignatureStream(signature);
  }

  @Override
  public boolean verifySignature(byte[] value) {
    try {
      return signature.verify(value);
    } catch (SignatureException e) {
      return false;
    }
  }

  /** The same with the value known beforehand. */
  TlsStreamVerifier of(byte[] value) {
    return new TlsStreamVerifier() {
      @Override
      public OutputStream getOutputStream() {
        return SignatureCheck.this.getOutputStream();
      }

      @Override
      public boolean isVerified() {
        return verifySignature(value);
      }
    };
  }
}
