package dev.sallyport.config;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a listener does with TLS; a listener without one relays cleartext. */
public sealed interface ListenerTlsConfig {

  /** Where {@code tls} was written. */
  Origins origins();

  /**
   * {@code mode = passthrough}: the ClientHello is read, nothing is decrypted.
   *
   * @param origins where it was written
   */
  record Passthrough(Origins origins) implements ListenerTlsConfig {}

  /**
   * {@code mode = terminate}: this proxy is the TLS server.
   *
   * @param certificates chosen by server name, the first is the default; may be empty with {@code
   *     localCa}
   * @param localCa leaves for asked names that no certificate covers are minted from the local CA
   * @param rejectUnknownName answer a name without a certificate by the alert unrecognized_name
   * @param versions at least one
   * @param keyExchange for TLS 1.2, at least one
   * @param policy suites, groups and ALPN
   */
  record Terminate(
      List<IdentityConfig> certificates,
      boolean localCa,
      boolean rejectUnknownName,
      Set<ProtocolVersion> versions,
      Set<KeyExchangeAlgorithm> keyExchange,
      TlsPolicyConfig policy,
      Origins origins)
      implements ListenerTlsConfig {

    public Terminate {
      certificates = List.copyOf(certificates);
      versions = Collections.unmodifiableSet(new TreeSet<>(versions));
      keyExchange = Collections.unmodifiableSet(new TreeSet<>(keyExchange));
      Rules.of(origins)
          .require(
              localCa || !certificates.isEmpty(),
              "certificates",
              "mode = terminate needs a certificate (or local-ca = on)",
              "certificates",
              "local-ca")
          .require(!versions.isEmpty(), "versions", "needs at least one version", "versions")
          .require(
              !keyExchange.isEmpty(),
              "key-exchange",
              "needs at least one key exchange",
              "key-exchange")
          .check();
    }
  }
}
