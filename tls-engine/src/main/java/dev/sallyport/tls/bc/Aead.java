package dev.sallyport.tls.bc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.jspecify.annotations.Nullable;

/** One direction of an AEAD cipher of the JDK, under one key at a time. */
final class Aead implements TlsAEADCipherImpl {

  /** The ciphers, with what JCA calls them. */
  enum Algorithm {
    AES_128_GCM(16),
    AES_256_GCM(32),
    CHACHA20_POLY1305(32);

    private final int keyLength;

    Algorithm(int keyLength) {
      this.keyLength = keyLength;
    }

    static Algorithm of(int encryptionAlgorithm) throws TlsFatalAlert {
      return switch (encryptionAlgorithm) {
        case EncryptionAlgorithm.AES_128_GCM -> AES_128_GCM;
        case EncryptionAlgorithm.AES_256_GCM -> AES_256_GCM;
        case EncryptionAlgorithm.CHACHA20_POLY1305 -> CHACHA20_POLY1305;
        default -> throw new TlsFatalAlert(AlertDescription.internal_error);
      };
    }

    int keyLength() {
      return keyLength;
    }

    /** How the nonce of a TLS 1.2 record is made: RFC 5288 or RFC 7905. */
    int nonceStyle() {
      return this == CHACHA20_POLY1305
          ? TlsAEADCipher.AEAD_CHACHA20_POLY1305
          : TlsAEADCipher.AEAD_GCM;
    }

    private String transformation() {
      return this == CHACHA20_POLY1305 ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding";
    }

    private String keyAlgorithm() {
      return this == CHACHA20_POLY1305 ? "ChaCha20" : "AES";
    }

    private AlgorithmParameterSpec parameters(byte[] nonce, int tagBits) {
      return this == CHACHA20_POLY1305
          ? new IvParameterSpec(nonce)
          : new GCMParameterSpec(tagBits, nonce);
    }
  }

  private final Algorithm algorithm;
  private final int mode;
  private final Cipher cipher;
  private @Nullable SecretKey key;
  private int tagLength;

  private Aead(Algorithm algorithm, int mode) throws TlsFatalAlert {
    this.algorithm = algorithm;
    this.mode = mode;
    try {
      this.cipher = Cipher.getInstance(algorithm.transformation());
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  static Aead encrypting(Algorithm algorithm) throws TlsFatalAlert {
    return new Aead(algorithm, Cipher.ENCRYPT_MODE);
  }

  static Aead decrypting(Algorithm algorithm) throws TlsFatalAlert {
    return new Aead(algorithm, Cipher.DECRYPT_MODE);
  }

  @Override
  public void setKey(byte[] bytes, int offset, int length) {
    key = new SecretKeySpec(bytes, offset, length, algorithm.keyAlgorithm());
  }

  @Override
  public void init(byte[] nonce, int macSize) throws IOException {
    tagLength = macSize;
    try {
      cipher.init(mode, key, algorithm.parameters(nonce, macSize * Byte.SIZE));
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  @Override
  public int getOutputSize(int inputLength) {
    return mode == Cipher.ENCRYPT_MODE ? inputLength + tagLength : inputLength - tagLength;
  }

  /** In place if input and output are one array. A tag that does not fit is an exception. */
  @Override
  public int doFinal(
      byte[] additionalData,
      byte[] input,
      int inputOffset,
      int inputLength,
      byte[] output,
      int outputOffset) {
    try {
      cipher.updateAAD(additionalData);
      return cipher.doFinal(input, inputOffset, inputLength, output, outputOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
