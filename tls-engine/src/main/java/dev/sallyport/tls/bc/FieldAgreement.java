package dev.sallyport.tls.bc;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;

/**
 * A key agreement over a finite field that takes no value of the peer's but one between 1 and p - 1
 * (RFC 7919 section 5.1). Not thread-safe.
 *
 * @param prime the field's p
 */
record FieldAgreement(TlsAgreement agreement, BigInteger prime) implements TlsAgreement {

  @Override
  public byte[] generateEphemeral() throws IOException {
    return agreement.generateEphemeral();
  }

  @Override
  public void receivePeerValue(byte[] value) throws IOException {
    BigInteger y = new BigInteger(1, value);
    if (value.length > (prime.bitLength() + Byte.SIZE - 1) / Byte.SIZE
        || y.compareTo(BigInteger.ONE) <= 0
        || y.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
      throw Refusal.keyShare("the peer's share is not a public value of the finite field", null);
    }
    agreement.receivePeerValue(value);
  }

  @Override
  public TlsSecret calculateSecret() throws IOException {
    return agreement.calculateSecret();
  }
}
