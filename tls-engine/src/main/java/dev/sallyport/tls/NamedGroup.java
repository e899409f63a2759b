package dev.sallyport.tls;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The groups of a key exchange that this engine can do, in the order of its default policy. */
public enum NamedGroup {
  X25519(0x001D),
  SECP256R1(0x0017),
  SECP384R1(0x0018),
  SECP521R1(0x0019),
  /** ML-KEM-768 together with X25519 (draft-ietf-tls-ecdhe-mlkem), in TLS 1.3 alone. */
  X25519MLKEM768(0x11EC),
  FFDHE2048(0x0100),
  FFDHE3072(0x0101),
  FFDHE4096(0x0102);

  private static final int FIRST_FFDHE = 0x0100;
  private static final int LAST_FFDHE = 0x01FF;

  private final int code;

  NamedGroup(int code) {
    this.code = code;
  }

  /** The group with that IANA name. */
  public static NamedGroup named(String name) {
    for (NamedGroup group : values()) {
      if (group.ianaName().equals(name)) {
        return group;
      }
    }
    throw new IllegalArgumentException(
        "unknown group "
            + name
            + "; possible are "
            + Arrays.stream(values()).map(NamedGroup::ianaName).collect(Collectors.joining(", ")));
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** Whether it is a finite field of RFC 7919 rather than an elliptic curve. */
  public boolean finiteField() {
    return finiteField(code);
  }

  /** Whether RFC 7919 section 2 sets the number aside for a field, if for one without a name. */
  public static boolean finiteField(int code) {
    return code >= FIRST_FFDHE && code <= LAST_FFDHE;
  }

  /** Whether it joins an elliptic curve with a post-quantum key encapsulation. */
  public boolean hybrid() {
    return this == X25519MLKEM768;
  }

  /** In the registry's spelling: {@code secp256r1}. */
  public String ianaName() {
    return hybrid() ? name() : name().toLowerCase(Locale.ROOT);
  }
}
