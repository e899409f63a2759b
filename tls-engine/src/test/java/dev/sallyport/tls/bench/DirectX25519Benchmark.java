package dev.sallyport.tls.bench;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Agreements a second by Bouncy Castle's own arithmetic without JCA, as the engine calls it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class DirectX25519Benchmark {
  private final SecureRandom random = new SecureRandom();
  private final byte[] peer = new byte[X25519.POINT_SIZE];

  public DirectX25519Benchmark() {
    X25519.scalarMultBase(new byte[X25519.SCALAR_SIZE], 0, peer, 0);
  }

  @Benchmark
  public byte[] agree() {
    byte[] privateKey = new byte[X25519.SCALAR_SIZE];
    byte[] share = new byte[X25519.POINT_SIZE];
    byte[] secret = new byte[X25519.POINT_SIZE];
    X25519.generatePrivateKey(random, privateKey);
    X25519.generatePublicKey(privateKey, 0, share, 0);
    X25519.calculateAgreement(privateKey, 0, peer, 0, secret, 0);
    secret[0] ^= share[0];
    return secret;
  }
}
