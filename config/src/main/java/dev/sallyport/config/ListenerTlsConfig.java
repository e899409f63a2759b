package dev.sallyport.config;

import java.nio.file.Path;
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
   * @param clientAuth whether clients are asked for certificates, and which are trusted
   * @param resumption of sessions
   * @param ocspStapling files of OCSP responses for the certificates, in DER
   */
  record Terminate(
      List<IdentityConfig> certificates,
      boolean localCa,
      boolean rejectUnknownName,
      Set<ProtocolVersion> versions,
      Set<KeyExchangeAlgorithm> keyExchange,
      TlsPolicyConfig policy,
      ClientAuthConfig clientAuth,
      ResumptionConfig resumption,
      List<Path> ocspStapling,
      Origins origins)
      implements ListenerTlsConfig {

    public Terminate {
      certificates = List.copyOf(certificates);
      ocspStapling = List.copyOf(ocspStapling);
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
          .require(
              clientAuth.mode() == ClientAuth.NONE || clientAuth.trust() != null,
              "trust",
              "client-auth = " + clientAuth.mode() + " needs a PEM file of anchors",
              "trust")
          .require(
              clientAuth.mode() != ClientAuth.NONE
                  || clientAuth.trust() == null
                  || origins.keys().containsKey("client-auth"), // who writes none means it
              "trust",
              "nobody is asked for a certificate: set client-auth = optional or required",
              "trust",
              "client-auth")
          .require(
              resumption.on() || resumption.ticketKeys() == null,
              "ticket-keys",
              "means nothing with resumption = off",
              "ticket-keys",
              "resumption")
          .check();
    }
  }
}
