package dev.sallyport.config;

import java.util.List;

/**
 * The names that lists of a TLS policy may hold: just those that the TLS engine can do, in its
 * order. They stand here so that a wrong one is told with everything else that is wrong.
 */
public final class TlsNames {

  /** IANA names. */
  public static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384");

  /** IANA names. */
  public static final List<String> GROUPS =
      List.of(
          "x25519",
          "secp256r1",
          "secp384r1",
          "secp521r1",
          "X25519MLKEM768",
          "ffdhe2048",
          "ffdhe3072",
          "ffdhe4096");

  private TlsNames() {}
}
