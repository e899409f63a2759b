package dev.sallyport.tls.bc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * Has a provider do a primitive, and compares with what the JDK makes of the same: records and MACs
 * with its own, now; signatures and secrets, which a JVM that has just begun is slow at, with
 * {@link KnownAnswers}. What is wrong has to be refused. All by the classes that connections use.
 * Whatever is thrown is the verdict.
 */
final class SelfTest {
  private static final byte[] CONTENT = new byte[100];

  private SelfTest() {}

  static void run(Primitive primitive, Source candidate) throws GeneralSecurityException {
    switch (primitive) {
      case AES_GCM -> {
        AeadTrial.run(candidate, Aead.Algorithm.AES_128_GCM);
        AeadTrial.run(candidate, Aead.Algorithm.AES_256_GCM);
      }
      case CHACHA20_POLY1305 -> AeadTrial.run(candidate, Aead.Algorithm.CHACHA20_POLY1305);
      case ECDSA -> {
        signatures(candidate, "EC", "secp256r1", SignatureScheme.ECDSA_SECP256R1_SHA256);
        signatures(candidate, "EC", "secp384r1", SignatureScheme.ECDSA_SECP384R1_SHA384);
        signatures(candidate, "EC", "secp521r1", SignatureScheme.ECDSA_SECP521R1_SHA512);
      }
      case RSA ->
          signatures(
              candidate,
              "RSA",
              "rsa",
              SignatureScheme.RSA_PSS_RSAE_SHA256,
              SignatureScheme.RSA_PSS_RSAE_SHA384,
              SignatureScheme.RSA_PSS_RSAE_SHA512,
              SignatureScheme.RSA_PKCS1_SHA256,
              SignatureScheme.RSA_PKCS1_SHA384,
              SignatureScheme.RSA_PKCS1_SHA512);
      case ECDH -> {
        agreement(candidate, Curve.SECP256R1);
        agreement(candidate, Curve.SECP384R1);
        agreement(candidate, Curve.SECP521R1);
      }
      case X25519 -> agreement(candidate, Curve.X25519);
      case HMAC_SHA384 -> {
        byte[] ours = mac(candidate.mac("HmacSHA384"));
        require(Arrays.equals(ours, mac(Source.JDK.mac("HmacSHA384"))));
      }
      case RANDOM -> random(candidate.random());
    }
  }

  private static void signatures(
      Source candidate, String algorithm, String key, SignatureScheme... schemes)
      throws GeneralSecurityException {
    KnownAnswers known = KnownAnswers.load();
    KeyPair keys = known.keys(Source.JDK, algorithm, key);
    PrivateKey translated = SigningKey.translated(candidate, keys.getPrivate());
    for (SignatureScheme scheme : schemes) {
      byte[] theirs = known.signature(scheme);
      require(verified(scheme, candidate, keys, theirs, CONTENT));
      require(!verified(scheme, candidate, keys, theirs, new byte[CONTENT.length - 1]));
      Signature signature = scheme.signature(candidate);
      signature.initSign(translated);
      signature.update(CONTENT);
      judge(scheme, candidate, keys, signature.sign());
    }
  }

  /**
   * Judges what the candidate has signed. The JDK verifies what is RSA's. At curves it would take
   * its time: there the candidate, which has told right from wrong, verifies it by itself, but for
   * the encoding, in which it may be lenient.
   */
  private static void judge(SignatureScheme scheme, Source candidate, KeyPair keys, byte[] value)
      throws GeneralSecurityException {
    if (keys.getPublic() instanceof ECPublicKey key) {
      try {
        StandardDSAEncoding.INSTANCE.decode(key.getParams().getOrder(), value);
      } catch (IOException | IllegalArgumentException e) {
        throw new GeneralSecurityException("its result is wrong", e);
      }
      require(verified(scheme, candidate, keys, value, CONTENT));
    } else {
      require(verified(scheme, Source.JDK, keys, value, CONTENT));
    }
  }

  private static boolean verified(
      SignatureScheme scheme, Source source, KeyPair keys, byte[] value, byte[] content)
      throws GeneralSecurityException {
    Signature signature = scheme.signature(source);
    signature.initVerify(keys.getPublic());
    signature.update(content);
    return signature.verify(value);
  }

  private static void agreement(Source candidate, Curve curve) throws GeneralSecurityException {
    KnownAnswers known = KnownAnswers.load();
    KeyPair keys = known.keys(candidate, curve.keyAlgorithm(), curve.ianaName());
    KeyShare fixed = new KeyShare(curve, candidate, keys);
    require(Arrays.equals(fixed.agree(known.peer(curve)), known.secret(curve)));
    KeyShare fresh = new KeyShare(curve, candidate, curve.keyPairs(candidate).generateKeyPair());
    require(Arrays.equals(fresh.agree(fixed.publicValue()), fixed.agree(fresh.publicValue())));
    requireRefusal(fresh, wrong(curve, fixed.publicValue()));
  }

  /** A u of low order, and a point whose y does not go with its x. */
  private static byte[] wrong(Curve curve, byte[] share) {
    if (curve == Curve.X25519) {
      return new byte[share.length];
    }
    byte[] offTheCurve = share.clone();
    offTheCurve[offTheCurve.length - 1] ^= 1;
    return offTheCurve;
  }

  private static void requireRefusal(KeyShare ours, byte[] wrong) throws GeneralSecurityException {
    try {
      ours.agree(wrong);
    } catch (GeneralSecurityException | IllegalStateException e) {
      return;
    }
    throw new GeneralSecurityException("a share that is none is taken");
  }

  private static byte[] mac(Mac mac) throws GeneralSecurityException {
    mac.init(new SecretKeySpec(CONTENT, mac.getAlgorithm()));
    return mac.doFinal(CONTENT);
  }

  /** All that can be seen of a random source that does nothing. */
  private static void random(SecureRandom random) throws GeneralSecurityException {
    byte[] first = new byte[32];
    byte[] second = new byte[32];
    random.nextBytes(first);
    random.nextBytes(second);
    require(!Arrays.equals(first, second) && !Arrays.equals(first, new byte[32]));
  }

  static void require(boolean holds) throws GeneralSecurityException {
    if (!holds) {
      throw new GeneralSecurityException("its result is wrong");
    }
  }
}
