package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.junit.jupiter.api.Test;

/** What becomes of the key of a ticket. */
final class PskSecretTest {

  @Test
  void theKeyIsOverwrittenOnceTheEarlySecretIsMade() {
    Crypto crypto = new Crypto(Tiers.ofThisRun());
    byte[] key = {1, 2, 3};
    PskSecret secret = new PskSecret(crypto, key);
    int hash = CryptoHashAlgorithm.sha256;
    TlsSecret early = crypto.hkdfInit(hash).hkdfExtract(hash, secret);
    assertThat(key).containsOnly(0);
    assertThat(secret.isAlive()).isFalse();
    TlsSecret same = crypto.createSecret(new byte[] {1, 2, 3});
    assertThat(early.extract()).isEqualTo(crypto.hkdfInit(hash).hkdfExtract(hash, same).extract());
  }
}
