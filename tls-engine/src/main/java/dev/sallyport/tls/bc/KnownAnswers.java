package dev.sallyport.tls.bc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** What the JDK has made with fixed keys; {@code known-answers.properties}. */
final class KnownAnswers {
  private static final String RESOURCE = "known-answers.properties";

  private final Properties values = new Properties();

  private KnownAnswers() {}

  static KnownAnswers load() {
    KnownAnswers known = new KnownAnswers();
    try (InputStream in =
        Objects.requireNonNull(KnownAnswers.class.getResourceAsStream(RESOURCE))) {
      known.values.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return known;
  }

  /**
   * A key pair.
   *
   * @param name {@code rsa}, or of a curve
   */
  KeyPair keys(Source source, String algorithm, String name) throws GeneralSecurityException {
    KeyFactory factory = source.keyFactory(algorithm);
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(value(name + ".public"))),
        factory.generatePrivate(new PKCS8EncodedKeySpec(value(name + ".private"))));
  }

  /** By the key that goes with the scheme, of 100 octets of zero. */
  byte[] signature(SignatureScheme scheme) {
    return value(scheme.name().toLowerCase(Locale.ROOT));
  }

  /** The public value of a peer. */
  byte[] peer(Curve curve) {
    return value(curve.ianaName() + ".peer");
  }

  /** What both agree on. */
  byte[] secret(Curve curve) {
    return value(curve.ianaName() + ".secret");
  }

  private byte[] value(String name) {
    return Base64.getDecoder().decode(Objects.requireNonNull(values.getProperty(name), name));
  }
}
