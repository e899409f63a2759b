package dev.sallyport.tls.bench;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
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

/** Steps of the key schedule and of the transcript a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class DigestBenchmark {

  /** An HkdfLabel for "key" with an empty context (RFC 8446 section 7.1). */
  static final int LABEL = 2 + 1 + 9 + 1;

  /** About what a server's flight is made of. */
  private static final int MESSAGE = 512;

  @Param({"JDK", "ACCP", "Conscrypt", "BC"})
  String provider = "";

  @Param({"SHA-256", "SHA-384"})
  String hash = "";

  private final byte[] label = new byte[LABEL + 1];
  private final byte[] message = new byte[MESSAGE];
  private byte[] secret = {};
  private String hmac = "";
  private Primitives primitives;
  private Mac mac;
  private MessageDigest transcript;

  @Setup
  public void prepare() throws GeneralSecurityException {
    primitives = Primitives.of(provider);
    hmac = "Hmac" + hash.replace("-", "");
    mac = primitives.mac(hmac);
    transcript = primitives.digest(hash);
    secret = new byte[transcript.getDigestLength()];
    label[LABEL] = 1;
  }

  /** HKDF-Expand-Label: one block of HMAC under a secret of its own. */
  @Benchmark
  public byte[] expand() throws GeneralSecurityException {
    mac.init(new SecretKeySpec(secret, hmac));
    mac.update(label);
    return mac.doFinal();
  }

  /** The same with a Mac object of its own. */
  @Benchmark
  public byte[] expandWithNewMac() throws GeneralSecurityException {
    Mac fresh = primitives.mac(hmac);
    fresh.init(new SecretKeySpec(secret, hmac));
    fresh.update(label);
    return fresh.doFinal();
  }

  /** A transcript grows by a message, and its hash so far is asked for. */
  @Benchmark
  public byte[] transcript() throws CloneNotSupportedException {
    transcript.update(message);
    return ((MessageDigest) transcript.clone()).digest();
  }
}
