package dev.sallyport.tls.bc;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Has a provider do a primitive together with the JDK: what one seals the other opens, what one
 * signs the other verifies, both agree on one secret, and it refuses what is wrong; all by the
 * classes that connections use. Whatever is thrown is the verdict.
 */
final class SelfTest {
  private static final byte[] CONTENT = new byte[100];

  /**
   * The primes of an RSA key that nothing but this test uses, long enough for PSS with SHA-512: to
   * find some takes 0.1 s and more.
   */
  private static final String RSA_P =
      "f60400a95e6677ff1e45919b5c21b873211624da17eda2d4e611755671d78dac"
          + "c6c23ab30b854db880f007c5d3c07a4b59ac175408d65fbd84017f6c399323d2"
          + "aacfaa1bc21e15bb722152d26f71b930308eb353e37525d24de0af3e4d216231";

  private static final String RSA_Q =
      "f3474f31340325bd1c58c635c206b433e8ea460859dcc36074507850c5e3c037"
          + "217654c4ccd22c91796899863e7bbeea147b030da1413c4133ef9a6ad198d21b"
          + "429c90d5560c23ce6c837d27b4a4261f03e75efc79cdaf8566e42599bf8bb791";

  private SelfTest() {}

  static void run(Primitive primitive, Source candidate) throws GeneralSecurityException {
    switch (primitive) {
      case AES_GCM -> {
        AeadTrial.run(candidate, Aead.Algorithm.AES_128_GCM);
        AeadTrial.run(candidate, Aead.Algorithm.AES_256_GCM);
      }
      case CHACHA20_POLY1305 -> AeadTrial.run(candidate, Aead.Algorithm.CHACHA20_POLY1305);
      case ECDSA -> {
        signature(candidate, SignatureScheme.ECDSA_SECP256R1_SHA256, ecKeys("secp256r1"));
        signature(candidate, SignatureScheme.ECDSA_SECP384R1_SHA384, ecKeys("secp384r1"));
        signature(candidate, SignatureScheme.ECDSA_SECP521R1_SHA512, ecKeys("secp521r1"));
      }
      case RSA -> {
        KeyPair keys = rsaKeys();
        signature(candidate, SignatureScheme.RSA_PSS_RSAE_SHA256, keys);
        signature(candidate, SignatureScheme.RSA_PSS_RSAE_SHA384, keys);
        signature(candidate, SignatureScheme.RSA_PSS_RSAE_SHA512, keys);
        signature(candidate, SignatureScheme.RSA_PKCS1_SHA256, keys);
        signature(candidate, SignatureScheme.RSA_PKCS1_SHA384, keys);
        signature(candidate, SignatureScheme.RSA_PKCS1_SHA512, keys);
      }
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

  private static KeyPair rsaKeys() throws GeneralSecurityException {
    BigInteger p = new BigInteger(RSA_P, 16);
    BigInteger q = new BigInteger(RSA_Q, 16);
    BigInteger n = p.multiply(q);
    BigInteger e = RSAKeyGenParameterSpec.F4;
    BigInteger pLess1 = p.subtract(BigInteger.ONE);
    BigInteger qLess1 = q.subtract(BigInteger.ONE);
    BigInteger d = e.modInverse(pLess1.multiply(qLess1));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(n, e)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                n, e, d, p, q, d.mod(pLess1), d.mod(qLess1), q.modInverse(p))));
  }

  private static KeyPair ecKeys(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static void signature(Source candidate, SignatureScheme scheme, KeyPair keys)
      throws GeneralSecurityException {
    PrivateKey translated = SigningKey.translated(candidate, keys.getPrivate());
    byte[] ours = signed(scheme, candidate, translated);
    byte[] theirs = signed(scheme, Source.JDK, keys.getPrivate());
    require(verified(scheme, Source.JDK, keys.getPublic(), ours));
    require(verified(scheme, candidate, keys.getPublic(), theirs));
    Signature altered = scheme.signature(candidate);
    altered.initVerify(keys.getPublic());
    altered.update(CONTENT, 1, CONTENT.length - 1);
    require(!altered.verify(theirs));
  }

  private static byte[] signed(SignatureScheme scheme, Source source, PrivateKey key)
      throws GeneralSecurityException {
    Signature signature = scheme.signature(source);
    signature.initSign(key);
    signature.update(CONTENT);
    return signature.sign();
  }

  private static boolean verified(
      SignatureScheme scheme, Source source, PublicKey key, byte[] value)
      throws GeneralSecurityException {
    Signature signature = scheme.signature(source);
    signature.initVerify(key);
    signature.update(CONTENT);
    return signature.verify(value);
  }

  private static void agreement(Source candidate, Curve curve) throws GeneralSecurityException {
    KeyShare ours = new KeyShare(curve, candidate, curve.keyPairs(candidate));
    KeyShare theirs = new KeyShare(curve, Source.JDK, curve.keyPairs(Source.JDK));
    byte[] secret = ours.agree(theirs.publicValue());
    require(secret.length > 0 && Arrays.equals(secret, theirs.agree(ours.publicValue())));
    requireRefusal(ours, wrong(curve, theirs.publicValue()));
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
