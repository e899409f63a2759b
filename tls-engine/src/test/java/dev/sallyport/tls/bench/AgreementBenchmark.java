package dev.sallyport.tls.bench;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyAgreement;
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

/** Ephemeral key agreements a second, as a server does them: its own key pair, then the secret. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class AgreementBenchmark {

  @Param({"JDK", "ACCP", "Conscrypt", "BC"})
  String provider = "";

  @Param({"x25519", "secp256r1", "secp384r1"})
  String group = "";

  private KeyPairGenerator generator;
  private KeyFactory factory;
  private Primitives primitives;
  private byte[] peerShare = {};

  @Setup
  public void prepare() throws GeneralSecurityException {
    primitives = Primitives.of(provider);
    generator =
        curve()
            ? primitives.keyPairs("EC", new ECGenParameterSpec(group))
            : primitives.keyPairs(provider.equals("Conscrypt") ? "XDH" : "X25519", null);
    factory = primitives.keyFactory(curve() ? "EC" : "XDH");
    peerShare = generator.generateKeyPair().getPublic().getEncoded();
  }

  private boolean curve() {
    return group.startsWith("secp");
  }

  /** The peer's share is decoded and our own encoded, both in the form that JCA has for it. */
  @Benchmark
  public byte[] agree() throws GeneralSecurityException {
    KeyPair own = generator.generateKeyPair();
    PublicKey peer = factory.generatePublic(new X509EncodedKeySpec(peerShare));
    KeyAgreement agreement = primitives.agreement(curve() ? "ECDH" : "XDH");
    agreement.init(own.getPrivate());
    agreement.doPhase(peer, true);
    byte[] secret = agreement.generateSecret();
    secret[0] ^= own.getPublic().getEncoded()[0];
    return secret;
  }
}
