package dev.sallyport.tls.bench;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
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

/** Signatures over a CertificateVerify's content a second, each on an object of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class SignatureBenchmark {

  /** 64 spaces, the context, a zero and SHA-256 (RFC 8446 section 4.4.3). */
  private static final int CONTENT = 64 + 33 + 1 + 32;

  @Param({"JDK", "ACCP", "Conscrypt", "BC"})
  String provider = "";

  @Param({"ECDSA-P256", "ECDSA-P384", "RSA2048-PSS", "RSA2048-PKCS1"})
  String scheme = "";

  private final byte[] content = new byte[CONTENT];
  private Primitives primitives;
  private PrivateKey jdkKey;
  private PrivateKey privateKey;
  private PublicKey publicKey;
  private byte[] signed = {};

  @Setup
  public void prepare() throws GeneralSecurityException {
    primitives = Primitives.of(provider);
    String kind = scheme.startsWith("RSA") ? "RSA" : "EC";
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (kind.equals("RSA")) {
      generator.initialize(2048);
    } else {
      generator.initialize(
          new ECGenParameterSpec(scheme.endsWith("256") ? "secp256r1" : "secp384r1"));
    }
    KeyPair pair = generator.generateKeyPair();
    KeyFactory factory = primitives.keyFactory(kind);
    jdkKey = pair.getPrivate();
    privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(jdkKey.getEncoded()));
    publicKey = factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
    signed = sign();
    if (!verify()) {
      throw new GeneralSecurityException("the signature is wrong");
    }
  }

  private Signature signature() throws GeneralSecurityException {
    return switch (scheme) {
      case "ECDSA-P256" -> primitives.signature("SHA256withECDSA");
      case "ECDSA-P384" -> primitives.signature("SHA384withECDSA");
      case "RSA2048-PKCS1" -> primitives.signature("SHA256withRSA");
      default -> primitives.pss();
    };
  }

  private byte[] sign(PrivateKey key) throws GeneralSecurityException {
    Signature signature = signature();
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  @Benchmark
  public byte[] sign() throws GeneralSecurityException {
    return sign(privateKey);
  }

  /** With the key as the JDK read it, which the provider has to translate each time. */
  @Benchmark
  public byte[] signUntranslated() throws GeneralSecurityException {
    return sign(jdkKey);
  }

  @Benchmark
  public boolean verify() throws GeneralSecurityException {
    Signature signature = signature();
    signature.initVerify(publicKey);
    signature.update(content);
    return signature.verify(signed);
  }
}
