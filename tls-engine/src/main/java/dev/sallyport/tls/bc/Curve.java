package dev.sallyport.tls.bc;

import dev.sallyport.tls.NamedGroup;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.jspecify.annotations.Nullable;

/** The curves of ECDHE, with what JCA calls them. */
enum Curve {
  SECP256R1(NamedGroup.SECP256R1, 65),
  SECP384R1(NamedGroup.SECP384R1, 97),
  SECP521R1(NamedGroup.SECP521R1, 133),
  X25519(NamedGroup.X25519, 32);

  private static final byte UNCOMPRESSED = 4;

  private final NamedGroup group;
  private final int valueLength;

  Curve(NamedGroup group, int valueLength) {
    this.group = group;
    this.valueLength = valueLength;
  }

  /** The curve with that number on the wire; null if it is none of these. */
  static @Nullable Curve of(int code) {
    for (Curve curve : values()) {
      if (curve.group.code() == code) {
        return curve;
      }
    }
    return null;
  }

  String ianaName() {
    return group.ianaName();
  }

  /** The octets of a public value: a point that is not compressed, or a coordinate. */
  int valueLength() {
    return valueLength;
  }

  /** Whether a public value looks like one; not whether it lies on the curve. */
  boolean looksRight(byte[] value) {
    return value.length == valueLength && (this == X25519 || value[0] == UNCOMPRESSED);
  }

  Primitive primitive() {
    return this == X25519 ? Primitive.X25519 : Primitive.ECDH;
  }

  String keyAlgorithm() {
    return this == X25519 ? "XDH" : "EC";
  }

  String agreementAlgorithm() {
    return this == X25519 ? "XDH" : "ECDH";
  }

  KeyPairGenerator keyPairs(Source source) throws GeneralSecurityException {
    KeyPairGenerator generator = source.keyPairs(keyAlgorithm());
    if (this != X25519) {
      generator.initialize(new ECGenParameterSpec(group.ianaName()));
    }
    return generator;
  }
}
