package dev.sallyport.tls.bc;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/** One key agreement over X25519 (RFC 7748). */
final class X25519Agreement implements TlsAgreement {
  private final Crypto crypto;
  private final byte[] privateKey = new byte[X25519.SCALAR_SIZE];
  private byte @Nullable [] peerValue;

  X25519Agreement(Crypto crypto) {
    this.crypto = crypto;
  }

  @Override
  public byte[] generateEphemeral() {
    X25519.generatePrivateKey(crypto.getSecureRandom(), privateKey);
    byte[] publicKey = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(privateKey, 0, publicKey, 0);
    return publicKey;
  }

  @Override
  public void receivePeerValue(byte[] value) throws IOException {
    if (value.length != X25519.POINT_SIZE) {
      throw Refusal.keyShare("the peer's share of x25519 has " + value.length + " octets", null);
    }
    peerValue = value;
  }

  /** Fails for an all-zero result, as RFC 8446 section 7.4.2 demands. */
  @Override
  public TlsSecret calculateSecret() throws IOException {
    byte[] secret = new byte[X25519.POINT_SIZE];
    byte[] peer = Objects.requireNonNull(peerValue);
    boolean usable = X25519.calculateAgreement(privateKey, 0, peer, 0, secret, 0);
    Arrays.fill(privateKey, (byte) 0);
    if (!usable) {
      throw Refusal.keyShare("the peer's share of x25519 is of low order", null);
    }
    try {
      return crypto.createSecret(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
