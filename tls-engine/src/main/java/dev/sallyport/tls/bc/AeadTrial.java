package dev.sallyport.tls.bc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * The {@link SelfTest} of an AEAD cipher: a provider seals and opens some records under two keys by
 * turns, as {@link RecordCipher} has it do for connections that share a cipher, by one {@link Aead}
 * each way, and the JDK seals the same.
 */
final class AeadTrial {

  /** A copied one, and one that a provider is given in two calls. */
  private static final int[] LENGTHS = {100, 5000};

  /** TLS 1.2 and TLS 1.3. */
  private static final int[] TYPES = {Aead.NO_TYPE, ContentType.application_data};

  /** Where the content lies among other data, and where the record begins behind its header. */
  private static final int FROM = 3;

  private static final int AT = 5;

  private final Aead sealing;
  private final Aead opening;
  private final Aead jdk;
  private final byte[] content = pattern(FROM + LENGTHS[1]);
  private final byte[] additionalData = pattern(AT);
  private final byte[] nonce = pattern(Aead.NONCE);
  private final byte[] key;

  private AeadTrial(Source candidate, Aead.Algorithm algorithm) throws TlsFatalAlert {
    sealing = Aead.sealing(algorithm, candidate);
    opening = Aead.opening(algorithm, candidate);
    jdk = Aead.sealing(algorithm, Source.JDK);
    key = pattern(2 * algorithm.keyLength());
    use(0);
  }

  /** Goes on under the first or the second key. */
  private void use(int number) {
    for (Aead aead : new Aead[] {sealing, opening, jdk}) {
      aead.key(key, number * key.length / 2);
    }
  }

  static void run(Source candidate, Aead.Algorithm algorithm) throws GeneralSecurityException {
    try {
      AeadTrial trial = new AeadTrial(candidate, algorithm);
      for (int length : LENGTHS) {
        for (int type : TYPES) {
          trial.record(length, type);
          trial.use(1);
          trial.record(length, type);
          trial.use(0);
        }
      }
      trial.altered();
      trial.record(LENGTHS[0], Aead.NO_TYPE);
    } catch (IOException e) {
      throw new GeneralSecurityException("a record fails: " + e.getCause(), e);
    }
  }

  private void record(int length, int type) throws IOException, GeneralSecurityException {
    nonce[0]++;
    byte[] record = sealed(sealing, length, type);
    SelfTest.require(Arrays.equals(record, sealed(jdk, length, type)));
    int opened = open(record);
    SelfTest.require(opened == sealedLength(length, type));
    SelfTest.require(
        Arrays.equals(record, AT, AT + length, content, FROM, FROM + length)
            && (type == Aead.NO_TYPE || record[AT + length] == type));
  }

  private void altered() throws IOException, GeneralSecurityException {
    nonce[0]++;
    byte[] record = sealed(jdk, LENGTHS[0], Aead.NO_TYPE);
    record[record.length - 1] ^= 1;
    try {
      open(record);
    } catch (TlsFatalAlert e) {
      return;
    }
    throw new GeneralSecurityException("what was altered is opened");
  }

  private byte[] sealed(Aead by, int length, int type)
      throws IOException, GeneralSecurityException {
    byte[] record = new byte[AT + sealedLength(length, type) + Aead.TAG];
    by.begin(nonce, additionalData);
    SelfTest.require(by.seal(content, FROM, length, type, record, AT) == record.length - AT);
    return record;
  }

  private int open(byte[] record) throws IOException {
    opening.begin(nonce, additionalData);
    return opening.open(record, AT, record.length - AT);
  }

  private static int sealedLength(int length, int type) {
    return type == Aead.NO_TYPE ? length : length + 1;
  }

  private static byte[] pattern(int length) {
    byte[] pattern = new byte[length];
    for (int i = 0; i < length; i++) {
      pattern[i] = (byte) (i * 7 + 1);
    }
    return pattern;
  }
}
