package dev.sallyport.tls.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.HkdfSpec;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** HKDF-Expand a second by the key factory that ACCP has for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class AccpHkdfBenchmark {

  @Param({"SHA256", "SHA384"})
  String hash = "";

  private final byte[] label = new byte[DigestBenchmark.LABEL];

  @Benchmark
  public byte[] expand() throws GeneralSecurityException {
    byte[] secret = new byte[hash.equals("SHA256") ? 32 : 48];
    return SecretKeyFactory.getInstance(
            "HkdfWithHmac" + hash, AmazonCorrettoCryptoProvider.INSTANCE)
        .generateSecret(HkdfSpec.hkdfExpandSpec(secret, label, secret.length, "HKDF"))
        .getEncoded();
  }
}
