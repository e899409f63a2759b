package dev.sallyport.tls.bc;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/** The JDK's cipher, but for one fault. */
final class FaultyCipher extends CipherSpi {

  /** What goes wrong. */
  enum Fault {
    NONE,
    /** What lies in the array where the result goes is sealed wrongly. */
    SEALING_IN_PLACE,
    OPENING_IN_PLACE,
    /** An object is good for one message. */
    SECOND_NONCE,
    /** The first key stays in use. */
    SECOND_KEY,
    /** A message in two pieces is sealed wrongly. */
    TWO_CALLS,
    LONG_MESSAGE,
    SHORT_MESSAGE,
    ADDITIONAL_DATA,
    /** What was altered is opened. */
    TAG,
    /** After a refusal nothing is right any more. */
    AFTER_REFUSAL,
    EVERY_CALL
  }

  private static final int LONG = 4096;
  private static final int TAG = 16;

  private final Fault fault;
  private final Cipher jdk;
  private @Nullable Key first;
  private boolean refused;
  private int mode;
  private int messages;
  private int updated;

  private FaultyCipher(String transformation, Fault fault) throws GeneralSecurityException {
    this.fault = fault;
    this.jdk = Cipher.getInstance(transformation);
  }

  static Source source(Fault fault) {
    return new Source("faulty", new Faulty(fault));
  }

  @Override
  protected void engineInit(
      int opmode, Key key, @Nullable AlgorithmParameterSpec params, @Nullable SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    mode = opmode;
    messages++;
    updated = 0;
    if (first == null) {
      first = key;
    }
    jdk.init(opmode, fault == Fault.SECOND_KEY ? first : key, params);
  }

  @Override
  protected void engineUpdateAAD(byte[] octets, int offset, int length) {
    if (fault != Fault.ADDITIONAL_DATA) {
      jdk.updateAAD(octets, offset, length);
    }
  }

  @Override
  protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int at)
      throws ShortBufferException {
    updated += length;
    return jdk.update(in, offset, length, out, at);
  }

  @Override
  protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int at)
      throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
    boolean wrong = isWrong(in == out, updated + length);
    try {
      int result = jdk.doFinal(in, offset, length, out, at);
      if (wrong) {
        out[at] ^= 1;
      }
      return result;
    } catch (AEADBadTagException e) {
      if (fault == Fault.TAG) {
        return length - TAG;
      }
      refused = true;
      throw e;
    }
  }

  private boolean isWrong(boolean inPlace, int length) {
    return switch (fault) {
      case SEALING_IN_PLACE -> inPlace && mode == Cipher.ENCRYPT_MODE;
      case OPENING_IN_PLACE -> inPlace && mode == Cipher.DECRYPT_MODE;
      case SECOND_NONCE -> messages == 2;
      case TWO_CALLS -> updated > 0;
      case LONG_MESSAGE -> length > LONG;
      case SHORT_MESSAGE -> length < LONG;
      case AFTER_REFUSAL -> refused;
      case EVERY_CALL -> throw new IllegalStateException("no memory");
      case NONE, ADDITIONAL_DATA, TAG, SECOND_KEY -> false;
    };
  }

  // ---- what Aead does not call

  @Override
  protected void engineSetMode(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void engineSetPadding(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected int engineGetBlockSize() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected int engineGetOutputSize(int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected byte[] engineGetIV() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected AlgorithmParameters engineGetParameters() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void engineInit(int opmode, Key key, @Nullable SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void engineInit(
      int opmode, Key key, @Nullable AlgorithmParameters params, @Nullable SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected byte[] engineUpdate(byte[] in, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected byte[] engineDoFinal(byte[] in, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  private static final class Faulty extends Provider {
    private static final long serialVersionUID = 1L;

    Faulty(Fault fault) {
      super("Faulty", "1", "for a test");
      for (String transformation : List.of("AES/GCM/NoPadding", "ChaCha20-Poly1305")) {
        putService(
            new Service(this, "Cipher", transformation, "FaultyCipher", List.of(), null) {
              @Override
              public Object newInstance(@Nullable Object parameter) {
                try {
                  return new FaultyCipher(transformation, fault);
                } catch (GeneralSecurityException e) {
                  throw new IllegalStateException(e);
                }
              }
            });
      }
    }
  }
}
