package dev.sallyport.tls.bc;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/**
 * One key encapsulation by ML-KEM-768 (FIPS 203): the client sends an encapsulation key, the server
 * what it encapsulated under it.
 */
final class MlKemAgreement implements TlsAgreement {
  static final int GROUP = NamedGroup.MLKEM768;

  private static final MLKEMParameters PARAMETERS = MLKEMParameters.ml_kem_768;

  private final Crypto crypto;
  private final boolean server;
  private @Nullable MLKEMPublicKeyParameters clientKey;
  private @Nullable MLKEMPrivateKeyParameters privateKey;
  private byte @Nullable [] secret;

  MlKemAgreement(Crypto crypto, boolean server) {
    this.crypto = crypto;
    this.server = server;
  }

  @Override
  public byte[] generateEphemeral() {
    return server ? encapsulation() : encapsulationKey();
  }

  private byte[] encapsulation() {
    SecretWithEncapsulation made =
        new MLKEMGenerator(crypto.getSecureRandom())
            .generateEncapsulated(Objects.requireNonNull(clientKey));
    secret = made.getSecret();
    return made.getEncapsulation();
  }

  private byte[] encapsulationKey() {
    MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
    generator.init(new MLKEMKeyGenerationParameters(crypto.getSecureRandom(), PARAMETERS));
    AsymmetricCipherKeyPair keys = generator.generateKeyPair();
    privateKey = (MLKEMPrivateKeyParameters) keys.getPrivate();
    return ((MLKEMPublicKeyParameters) keys.getPublic()).getEncoded();
  }

  /** Fails for a key that FIPS 203 section 7.2 does not allow, or a ciphertext of wrong length. */
  @Override
  public void receivePeerValue(byte[] value) throws IOException {
    try {
      if (server) {
        clientKey = new MLKEMPublicKeyParameters(PARAMETERS, value);
      } else {
        secret = new MLKEMExtractor(Objects.requireNonNull(privateKey)).extractSecret(value);
        privateKey = null;
      }
    } catch (IllegalArgumentException e) {
      throw Refusal.keyShare(
          "the peer's share of X25519MLKEM768 holds no ML-KEM "
              + (server ? "encapsulation key" : "ciphertext"),
          e);
    }
  }

  /**
   * Refuses a share of X25519MLKEM768 that Bouncy Castle could not cut in two, which it does before
   * it looks at the length; what was thrown about another group is left to others.
   */
  static void refuseShort(int group, IllegalArgumentException thrown) throws Refusal {
    if (group == NamedGroup.X25519MLKEM768) {
      throw Refusal.keyShare("the peer's share of X25519MLKEM768 is too short", thrown);
    }
  }

  @Override
  public TlsSecret calculateSecret() {
    byte[] shared = Objects.requireNonNull(secret);
    secret = null;
    try {
      return crypto.createSecret(shared);
    } finally {
      Arrays.fill(shared, (byte) 0);
    }
  }
}
