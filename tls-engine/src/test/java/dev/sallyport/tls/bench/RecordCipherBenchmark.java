package dev.sallyport.tls.bench;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records of TLS 1.3 a second, sealed and opened with the calls that the engine makes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class RecordCipherBenchmark {
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final byte APPLICATION_DATA = 23;

  @Param({"JDK", "ACCP", "Conscrypt", "BC"})
  String provider = "";

  @Param({"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305"})
  String algorithm = "";

  @Param({"1024", "16384"})
  int octets;

  private final byte[] header = {APPLICATION_DATA, 3, 3, 0, 0};
  private final byte[] type = {APPLICATION_DATA};
  private final byte[] nonce = new byte[NONCE];
  private byte[] plaintext = {};
  private byte[] record = {};
  private final byte[][] sealed = new byte[2][];
  private byte[] opened = {};
  private SecretKey key = new SecretKeySpec(new byte[1], "AES");
  private Cipher encrypting;
  private Cipher decrypting;
  private long sequence;
  private int turn;

  @Setup
  public void prepare() throws GeneralSecurityException {
    Primitives primitives = Primitives.of(provider);
    plaintext = new byte[octets];
    record = new byte[octets + 1 + TAG];
    opened = new byte[octets + 1 + TAG];
    key =
        algorithm.startsWith("AES")
            ? new SecretKeySpec(new byte[algorithm.contains("128") ? 16 : 32], "AES")
            : new SecretKeySpec(new byte[32], "ChaCha20");
    encrypting = cipher(primitives);
    decrypting = cipher(primitives);
    sequence = -sealed.length;
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] = seal().clone();
    }
  }

  private Cipher cipher(Primitives primitives) throws GeneralSecurityException {
    return algorithm.startsWith("AES") ? primitives.aesGcm() : primitives.chaCha20Poly1305();
  }

  private AlgorithmParameterSpec parameters(long number) {
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE - 1 - i] = (byte) (number >>> (Byte.SIZE * i));
    }
    return algorithm.startsWith("AES")
        ? new GCMParameterSpec(TAG * Byte.SIZE, nonce)
        : new IvParameterSpec(nonce);
  }

  /** The plaintext, then the octet of its type (RFC 8446 section 5.2). */
  @Benchmark
  public byte[] seal() throws GeneralSecurityException {
    encrypting.init(Cipher.ENCRYPT_MODE, key, parameters(sequence++));
    encrypting.updateAAD(header);
    int written = encrypting.update(plaintext, 0, octets, record, 0);
    written += encrypting.update(type, 0, 1, record, written);
    encrypting.doFinal(record, written);
    return record;
  }

  /** Two records in turn: the JDK refuses ChaCha20's last nonce for decryption too. */
  @Benchmark
  public byte[] open() throws GeneralSecurityException {
    turn = 1 - turn;
    decrypting.init(Cipher.DECRYPT_MODE, key, parameters(turn - sealed.length));
    decrypting.updateAAD(header);
    decrypting.doFinal(sealed[turn], 0, record.length, opened, 0);
    return opened;
  }
}
