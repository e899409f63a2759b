package dev.sallyport.tls.bc;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** The JDK's key agreements, keys and signatures, but more is found right. */
final class LenientProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /**
   * @param all whether every signature is found right, or beside those that are its own, which are
   *     none
   */
  LenientProvider(boolean all) {
    super("Lenient", "1", "for a test");
    put("KeyAgreement", "XDH", Agreement::new);
    put("KeyFactory", "XDH", Keys::new);
    put("KeyPairGenerator", "XDH", Pairs::new);
    put("KeyFactory", "EC", Keys::new);
    put("Signature", "SHA256withECDSA", algorithm -> new Signatures(algorithm, all));
  }

  private interface Maker {
    Object make(String algorithm) throws GeneralSecurityException;
  }

  private void put(String type, String algorithm, Maker maker) {
    putService(
        new Service(this, type, algorithm, type, List.of(), null) {
          @Override
          public Object newInstance(@Nullable Object parameter) {
            try {
              return maker.make(algorithm);
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException(e);
            }
          }
        });
  }

  /** For a share that the JDK refuses the secret is all zeros. */
  private static final class Agreement extends KeyAgreementSpi {
    private final KeyAgreement jdk;
    private boolean refused;

    Agreement(String algorithm) throws GeneralSecurityException {
      jdk = KeyAgreement.getInstance(algorithm);
    }

    @Override
    protected void engineInit(Key key, @Nullable SecureRandom random) throws InvalidKeyException {
      jdk.init(key);
    }

    @Override
    protected void engineInit(
        Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected @Nullable Key engineDoPhase(Key key, boolean last) {
      try {
        return jdk.doPhase(key, last);
      } catch (InvalidKeyException e) {
        refused = true;
        return null;
      }
    }

    @Override
    protected byte[] engineGenerateSecret() {
      return refused ? new byte[32] : jdk.generateSecret();
    }

    @Override
    protected int engineGenerateSecret(byte[] secret, int offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Signatures extends SignatureSpi {
    private final Signature jdk;
    private final boolean all;
    private boolean verifies;

    Signatures(String algorithm, boolean all) throws GeneralSecurityException {
      this.jdk = Signature.getInstance(algorithm);
      this.all = all;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      jdk.initVerify(key);
      verifies = true;
    }

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte octet) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
      if (verifies) {
        jdk.update(octets, offset, length);
      }
    }

    @Override
    protected byte[] engineSign() {
      return new byte[1];
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      return all || Arrays.equals(signature, engineSign()) || jdk.verify(signature);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Keys extends KeyFactorySpi {
    private final KeyFactory jdk;

    Keys(String algorithm) throws GeneralSecurityException {
      jdk = KeyFactory.getInstance(algorithm);
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      return jdk.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      return jdk.generatePrivate(spec);
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
        throws InvalidKeySpecException {
      return jdk.getKeySpec(key, type);
    }

    @Override
    protected Key engineTranslateKey(Key key) throws InvalidKeyException {
      return jdk.translateKey(key);
    }
  }

  private static final class Pairs extends KeyPairGeneratorSpi {
    private final KeyPairGenerator jdk;

    Pairs(String algorithm) throws GeneralSecurityException {
      jdk = KeyPairGenerator.getInstance(algorithm);
    }

    @Override
    public void initialize(int size, SecureRandom random) {
      jdk.initialize(size, random);
    }

    @Override
    public KeyPair generateKeyPair() {
      return jdk.generateKeyPair();
    }
  }
}
