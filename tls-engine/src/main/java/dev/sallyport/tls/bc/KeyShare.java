package dev.sallyport.tls.bc;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** An ephemeral key pair on a curve, and the agreement with a peer's, by JCA. */
final class KeyShare {
  private final Curve curve;
  private final Source source;
  private final KeyPair keys;
  private final byte[] encoded;

  /**
   * @param keys as the source has them
   */
  KeyShare(Curve curve, Source source, KeyPair keys) {
    this.curve = curve;
    this.source = source;
    this.keys = keys;
    this.encoded = keys.getPublic().getEncoded();
  }

  /** What TLS sends: the end of a SubjectPublicKeyInfo (RFC 5480, RFC 8410). */
  byte[] publicValue() {
    return Arrays.copyOfRange(encoded, encoded.length - curve.valueLength(), encoded.length);
  }

  /**
   * The shared secret, of the length of a coordinate.
   *
   * @param peer a value that looks right
   * @throws GeneralSecurityException if it is not on the curve, or of low order
   */
  byte[] agree(byte[] peer) throws GeneralSecurityException {
    byte[] encodedPeer = encoded.clone();
    System.arraycopy(peer, 0, encodedPeer, encodedPeer.length - peer.length, peer.length);
    PublicKey key =
        source.keyFactory(curve.keyAlgorithm()).generatePublic(new X509EncodedKeySpec(encodedPeer));
    KeyAgreement agreement = source.agreement(curve.agreementAlgorithm());
    agreement.init(keys.getPrivate());
    agreement.doPhase(key, true);
    return agreement.generateSecret();
  }
}
