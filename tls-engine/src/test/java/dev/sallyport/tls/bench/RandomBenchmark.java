package dev.sallyport.tls.bench;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
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

/** Randoms of a hello a second, from a generator that is kept and from one that is made for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class RandomBenchmark {

  @Param({"JDK", "JDK-DRBG", "ACCP", "Conscrypt", "BC"})
  String provider = "";

  private final byte[] random = new byte[32];
  private Primitives primitives;
  private SecureRandom kept;

  @Setup
  public void prepare() throws GeneralSecurityException {
    primitives = Primitives.of(provider);
    kept = primitives.random();
  }

  @Benchmark
  public byte[] next() {
    kept.nextBytes(random);
    return random;
  }

  @Benchmark
  public byte[] nextOfNewGenerator() throws GeneralSecurityException {
    primitives.random().nextBytes(random);
    return random;
  }
}
