package dev.sallyport.tls.bc;

import java.io.IOException;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;

/** A key agreement that tells when its secret exists. */
record ObservedAgreement(TlsAgreement agreement, Runnable agreed) implements TlsAgreement {

  @Override
  public byte[] generateEphemeral() throws IOException {
    return agreement.generateEphemeral();
  }

  @Override
  public void receivePeerValue(byte[] peerValue) throws IOException {
    agreement.receivePeerValue(peerValue);
  }

  @Override
  public TlsSecret calculateSecret() throws IOException {
    TlsSecret secret = agreement.calculateSecret();
    agreed.run();
    return secret;
  }
}
