package dev.sallyport.tls;

import static dev.sallyport.tls.KeyExchange.DHE;
import static dev.sallyport.tls.KeyExchange.ECDHE;
import static dev.sallyport.tls.KeyExchange.RSA;
import static dev.sallyport.tls.TlsVersion.TLS_1_2;
import static dev.sallyport.tls.TlsVersion.TLS_1_3;

import dev.sallyport.certs.KeyKind;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cipher suites that this engine can do, in the order of its default policy: AEAD alone,
 * forward secrecy first, AES-128-GCM before all since it is the cheapest with AES instructions.
 */
public enum CipherSuite {
  TLS_AES_128_GCM_SHA256(0x1301),
  TLS_AES_256_GCM_SHA384(0x1302),
  TLS_CHACHA20_POLY1305_SHA256(0x1303),
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xC02B, ECDHE, KeyKind.EC),
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xC02F, ECDHE, KeyKind.RSA),
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xC02C, ECDHE, KeyKind.EC),
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xC030, ECDHE, KeyKind.RSA),
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA9, ECDHE, KeyKind.EC),
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA8, ECDHE, KeyKind.RSA),
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(0x009E, DHE, KeyKind.RSA),
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(0x009F, DHE, KeyKind.RSA),
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xCCAA, DHE, KeyKind.RSA),
  TLS_RSA_WITH_AES_128_GCM_SHA256(0x009C, RSA, KeyKind.RSA),
  TLS_RSA_WITH_AES_256_GCM_SHA384(0x009D, RSA, KeyKind.RSA);

  private final int code;
  private final @Nullable KeyExchange keyExchange;
  private final @Nullable KeyKind key;

  /** A suite of TLS 1.3, which says nothing of key exchange and signature. */
  CipherSuite(int code) {
    this.code = code;
    this.keyExchange = null;
    this.key = null;
  }

  CipherSuite(int code, KeyExchange keyExchange, KeyKind key) {
    this.code = code;
    this.keyExchange = keyExchange;
    this.key = key;
  }

  /** The suite with that IANA name. */
  public static CipherSuite named(String name) {
    for (CipherSuite suite : values()) {
      if (suite.name().equals(name)) {
        return suite;
      }
    }
    throw new IllegalArgumentException(
        "unknown cipher suite "
            + name
            + "; possible are "
            + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")));
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The one version that it belongs to. */
  public TlsVersion version() {
    return keyExchange == null ? TLS_1_3 : TLS_1_2;
  }

  /** The key exchange that it prescribes; null in TLS 1.3, where the extensions decide. */
  public @Nullable KeyExchange keyExchange() {
    return keyExchange;
  }

  /**
   * Whether a server with a key of that kind can use it; ECDSA suites take EdDSA too (RFC 8422),
   * and a key for RSASSA-PSS signs as RSA does, but decrypts nothing.
   */
  public boolean fits(KeyKind kind) {
    return key == null
        || switch (kind) {
          case EC, ED25519 -> key == KeyKind.EC;
          case RSA -> key == KeyKind.RSA;
          case RSA_PSS -> key == KeyKind.RSA && keyExchange != RSA;
        };
  }
}
