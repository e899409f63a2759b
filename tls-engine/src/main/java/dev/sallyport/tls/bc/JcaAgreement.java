package dev.sallyport.tls.bc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/** One key agreement over an elliptic curve, by JCA. */
final class JcaAgreement implements TlsAgreement {
  private final Crypto crypto;
  private final Curve curve;
  private final Source source;
  private final KeyPairGenerator generator;
  private @Nullable KeyShare share;
  private byte @Nullable [] peerValue;

  JcaAgreement(Crypto crypto, Curve curve, Source source, KeyPairGenerator generator) {
    this.crypto = crypto;
    this.curve = curve;
    this.source = source;
    this.generator = generator;
  }

  @Override
  public byte[] generateEphemeral() {
    share = new KeyShare(curve, source, generator.generateKeyPair());
    return share.publicValue();
  }

  @Override
  public void receivePeerValue(byte[] value) throws IOException {
    if (!curve.looksRight(value)) {
      throw Refusal.keyShare(
          "the peer's share of " + curve.ianaName() + " has not the form of one", null);
    }
    peerValue = value;
  }

  /** Fails for a point off the curve and for an all-zero result (RFC 8446 section 7.4.2). */
  @Override
  public TlsSecret calculateSecret() throws IOException {
    byte[] secret;
    try {
      secret = Objects.requireNonNull(share).agree(Objects.requireNonNull(peerValue));
    } catch (GeneralSecurityException | IllegalStateException e) {
      throw Refusal.keyShare(
          "the peer's share of " + curve.ianaName() + " is not on the curve or of low order", e);
    }
    try {
      return crypto.createSecret(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
