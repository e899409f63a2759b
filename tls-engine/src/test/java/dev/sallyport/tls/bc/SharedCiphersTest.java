package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import org.bouncycastle.tls.TlsFatalAlert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections of one loop whose records take turns, at first on one cipher. */
final class SharedCiphersTest {
  private static final byte[] ADDITIONAL = {23, 3, 3};
  private static final int LENGTH = 40;

  @ParameterizedTest
  @CsvSource({
    "AES_128_GCM, AUTO",
    "AES_256_GCM, AUTO",
    "CHACHA20_POLY1305, AUTO",
    "AES_128_GCM, JDK",
    "AES_256_GCM, JDK",
    "CHACHA20_POLY1305, JDK"
  })
  void eachHasItsOwnKeyThroughout(Aead.Algorithm algorithm, CryptoProvider provider)
      throws Exception {
    SharedCiphers loop = loop(provider);
    List<Direction> directions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      directions.add(new Direction(algorithm, loop, i));
    }
    for (int message = 0; message < 3 * Aead.SHARED; message++) {
      for (Direction direction : directions) {
        direction.passes(message);
      }
      if (message == Aead.SHARED / 2 || message == 2 * Aead.SHARED) {
        directions.get(0).takesKey(7);
        directions.get(1).refuses();
      }
    }
  }

  @Test
  void oneIsLookedUpOnce() throws Exception {
    SharedCiphers loop = loop(CryptoProvider.AUTO);
    Aead.Algorithm aes = Aead.Algorithm.AES_128_GCM;
    Cipher cipher = loop.of(aes, Cipher.ENCRYPT_MODE);
    assertThat(cipher)
        .isSameAs(loop.of(aes, Cipher.ENCRYPT_MODE))
        .isNotSameAs(loop.of(aes, Cipher.DECRYPT_MODE))
        .isNotSameAs(loop.of(Aead.Algorithm.AES_256_GCM, Cipher.ENCRYPT_MODE));
  }

  @Test
  void oneThatHasFailedIsNobodysAnyMore() throws Exception {
    SharedCiphers loop = loop(CryptoProvider.AUTO);
    Aead.Algorithm aes = Aead.Algorithm.AES_128_GCM;
    Direction direction = new Direction(aes, loop, 1);
    Cipher opening = loop.of(aes, Cipher.DECRYPT_MODE);
    Cipher sealing = loop.of(aes, Cipher.ENCRYPT_MODE);
    direction.refuses();
    assertThat(loop.of(aes, Cipher.DECRYPT_MODE)).isNotSameAs(opening);
    assertThat(loop.of(aes, Cipher.ENCRYPT_MODE)).isSameAs(sealing);
    direction.passes(1);
  }

  private static SharedCiphers loop(CryptoProvider provider) throws CryptoUnavailableException {
    return new SharedCiphers(CryptoTier.select(provider));
  }

  /** Who seals and who opens, and what the JDK makes of the same with a cipher of its own. */
  private static final class Direction {
    private final Aead.Algorithm algorithm;
    private final Aead sealing;
    private final Aead opening;
    private final Aead reference;
    private final byte[] nonce = new byte[Aead.NONCE];
    private final byte[] content = new byte[LENGTH];

    Direction(Aead.Algorithm algorithm, SharedCiphers loop, int number) throws IOException {
      this.algorithm = algorithm;
      sealing = Aead.sealing(algorithm, loop);
      opening = Aead.opening(algorithm, loop);
      reference = Aead.sealing(algorithm, Source.JDK);
      takesKey(number);
      Arrays.fill(content, (byte) (number + 1));
    }

    void takesKey(int number) {
      byte[] key = new byte[algorithm.keyLength()];
      Arrays.fill(key, (byte) number);
      for (Aead aead : List.of(sealing, opening, reference)) {
        aead.key(key, 0);
      }
    }

    void passes(int message) throws IOException {
      nonce[0] = (byte) message;
      byte[] record = sealed(sealing);
      assertThat(record).isEqualTo(sealed(reference));
      opening.begin(nonce, ADDITIONAL);
      assertThat(opening.open(record, 0, record.length)).isEqualTo(LENGTH);
      assertThat(Arrays.copyOf(record, LENGTH)).isEqualTo(content);
    }

    void refuses() throws IOException {
      nonce[0] = 99;
      byte[] record = sealed(reference);
      record[0] ^= 1;
      opening.begin(nonce, ADDITIONAL);
      assertThatThrownBy(() -> opening.open(record, 0, record.length))
          .isInstanceOf(TlsFatalAlert.class);
    }

    private byte[] sealed(Aead by) throws IOException {
      byte[] record = new byte[LENGTH + Aead.TAG];
      by.begin(nonce, ADDITIONAL);
      assertThat(by.seal(content, 0, LENGTH, Aead.NO_TYPE, record, 0)).isEqualTo(record.length);
      return record;
    }
  }
}
