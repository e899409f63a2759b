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
import org.jspecify.annotations.Nullable;

/**
 * One direction of an AEAD cipher, under one key at a time; each message takes the key, so that the
 * first ones can go through a cipher that others use too. Lengths are in octets.
 */
final class Aead {
  static final int NONCE = 12;
  static final int TAG = 16;

  /**
   * How many messages go through the loop's cipher before there is one of its own. The loop's takes
   * the key anew for each; nearly no key of a handshake and few of short connections see more.
   */
  static final int SHARED = 8;

  /** The cipher is its own. */
  private static final int OWN = -1;

  /** The content is all there is (TLS 1.2). */
  static final int NO_TYPE = -1;

  /** From here on a second call of a native provider costs less than to copy the content. */
  private static final int WORTH_TWO_CALLS = 4096;

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

    Primitive primitive() {
      return this == CHACHA20_POLY1305 ? Primitive.CHACHA20_POLY1305 : Primitive.AES_GCM;
    }

    Cipher cipher(Source source) throws TlsFatalAlert {
      try {
        return source.cipher(transformation());
      } catch (GeneralSecurityException e) {
        throw new TlsFatalAlert(AlertDescription.internal_error, e);
      }
    }

    private String transformation() {
      return this == CHACHA20_POLY1305 ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding";
    }

    private String keyAlgorithm() {
      return this == CHACHA20_POLY1305 ? "ChaCha20" : "AES";
    }

    private AlgorithmParameterSpec parameters(byte[] nonce) {
      return this == CHACHA20_POLY1305
          ? new IvParameterSpec(nonce)
          : new GCMParameterSpec(TAG * Byte.SIZE, nonce);
    }
  }

  private final Algorithm algorithm;
  private final int mode;
  private final Source source;
  private final @Nullable SharedCiphers loop;
  private final byte[] last = new byte[1];
  private Cipher cipher;

  /** How many more messages go through the loop's cipher, or {@link #OWN}. */
  private int shared;

  private @Nullable SecretKey key;

  private Aead(Algorithm algorithm, int mode, Source source, @Nullable SharedCiphers loop)
      throws TlsFatalAlert {
    this.algorithm = algorithm;
    this.mode = mode;
    this.source = source;
    this.loop = loop;
    this.cipher = loop == null ? algorithm.cipher(source) : loop.of(algorithm, mode);
    this.shared = loop == null ? OWN : SHARED;
  }

  static Aead sealing(Algorithm algorithm, SharedCiphers loop) throws TlsFatalAlert {
    return new Aead(algorithm, Cipher.ENCRYPT_MODE, loop.source(algorithm), loop);
  }

  static Aead opening(Algorithm algorithm, SharedCiphers loop) throws TlsFatalAlert {
    return new Aead(algorithm, Cipher.DECRYPT_MODE, loop.source(algorithm), loop);
  }

  /** With a cipher of its own. */
  static Aead sealing(Algorithm algorithm, Source source) throws TlsFatalAlert {
    return new Aead(algorithm, Cipher.ENCRYPT_MODE, source, null);
  }

  /** With a cipher of its own. */
  static Aead opening(Algorithm algorithm, Source source) throws TlsFatalAlert {
    return new Aead(algorithm, Cipher.DECRYPT_MODE, source, null);
  }

  void key(byte[] octets, int offset) {
    key = new SecretKeySpec(octets, offset, algorithm.keyLength(), algorithm.keyAlgorithm());
  }

  /** Begins a message; one call of {@link #seal} or {@link #open} follows before all else. */
  void begin(byte[] nonce, byte[] additionalData) throws IOException {
    if (shared > 0) {
      shared--;
    } else if (shared == 0) {
      cipher = algorithm.cipher(source);
      shared = OWN;
    }
    try {
      cipher.init(mode, key, algorithm.parameters(nonce));
      cipher.updateAAD(additionalData);
    } catch (GeneralSecurityException | RuntimeException e) {
      failed();
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  /** What state a provider leaves a cipher in then is not to be another connection's matter. */
  private void failed() {
    if (loop != null && shared != OWN) {
      loop.forget(algorithm, mode);
      shared = 0;
    }
  }

  /**
   * Seals content and, unless {@link #NO_TYPE}, the octet of its type behind it.
   *
   * @param to has room for both and the tag
   * @return the length of all three
   */
  int seal(byte[] content, int offset, int length, int type, byte[] to, int at) throws IOException {
    try {
      if (type == NO_TYPE) {
        return cipher.doFinal(content, offset, length, to, at);
      }
      if (length < WORTH_TWO_CALLS) {
        System.arraycopy(content, offset, to, at, length);
        to[at + length] = (byte) type;
        return cipher.doFinal(to, at, length + 1, to, at);
      }
      int written = cipher.update(content, offset, length, to, at);
      last[0] = (byte) type;
      return written + cipher.doFinal(last, 0, 1, to, at + written);
    } catch (GeneralSecurityException | RuntimeException e) {
      failed();
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  /**
   * Opens what lies in the buffer with its tag, where it lies. What providers say of a tag that
   * does not fit differs; the peer learns nothing of it.
   *
   * @return the length of what was sealed
   */
  int open(byte[] buffer, int offset, int length) throws IOException {
    try {
      return cipher.doFinal(buffer, offset, length, buffer, offset);
    } catch (GeneralSecurityException | RuntimeException e) {
      failed();
      throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
    }
  }
}
