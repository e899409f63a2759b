package dev.sallyport.tls.bc;

import java.io.IOException;
import java.io.OutputStream;
import java.security.Signature;
import java.security.SignatureException;

/** The way into a signature for what is signed. */
final class SignatureStream extends OutputStream {
  private final Signature signature;

  SignatureStream(Signature signature) {
    this.signature = signature;
  }

  @Override
  public void write(int octet) throws IOException {
    try {
      signature.update((byte) octet);
    } catch (SignatureException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    try {
      signature.update(buffer, offset, length);
    } catch (SignatureException e) {
      throw new IOException(e);
    }
  }
}
