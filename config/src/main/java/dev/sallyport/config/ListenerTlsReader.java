package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code tls} of a listener. */
final class ListenerTlsReader {

  private static final String DECRYPTS_NOTHING = "means nothing with mode = passthrough";

  private ListenerTlsReader() {}

  static @Nullable ListenerTlsConfig tls(Section section) {
    return section.value("mode", ListenerTlsReader::passesThrough)
        ? passthrough(section)
        : terminate(section);
  }

  private static boolean passesThrough(Setting setting) {
    return switch (setting.text()) {
      case "terminate" -> false;
      case "passthrough" -> true;
      default -> throw setting.noneOf("terminate", "passthrough");
    };
  }

  private static ListenerTlsConfig passthrough(Section section) {
    section.refuse("certificates", it -> it.elements().size(), DECRYPTS_NOTHING);
    section.refuse("local-ca", Setting::bool, DECRYPTS_NOTHING);
    section.refuse("unknown-name", ListenerTlsReader::rejects, DECRYPTS_NOTHING);
    section.refuse("versions", TlsValues::versions, DECRYPTS_NOTHING);
    section.refuse("key-exchange", TlsValues::keyExchange, DECRYPTS_NOTHING);
    section.refuse("cipher-suites", TlsValues::cipherSuites, DECRYPTS_NOTHING);
    section.refuse("groups", TlsValues::groups, DECRYPTS_NOTHING);
    section.refuse("alpn", TlsValues::alpn, DECRYPTS_NOTHING);
    section.refuse("client-auth", it -> it.choice(ClientAuth.class), DECRYPTS_NOTHING);
    section.refuseAny("trust", DECRYPTS_NOTHING);
    section.refuse("resumption", Setting::bool, DECRYPTS_NOTHING);
    section.refuse("ticket-keys", Setting::readableFile, DECRYPTS_NOTHING);
    section.refuse("ocsp-stapling", it -> it.elements().size(), DECRYPTS_NOTHING);
    return new ListenerTlsConfig.Passthrough(section.origins());
  }

  private static @Nullable ListenerTlsConfig terminate(Section section) {
    TlsPolicyConfig policy =
        new TlsPolicyConfig(
            section.value("cipher-suites", TlsValues::cipherSuites),
            section.value("groups", TlsValues::groups),
            section.value("alpn", TlsValues::alpn));
    ClientAuthConfig clientAuth =
        new ClientAuthConfig(
            section.value("client-auth", it -> it.choice(ClientAuth.class)),
            section.optional("trust", Setting::readableFile));
    return section.build(
        () ->
            new ListenerTlsConfig.Terminate(
                section.blocks("certificates", IdentityReader::identity),
                section.value("local-ca", Setting::bool),
                section.value("unknown-name", ListenerTlsReader::rejects),
                section.value("versions", TlsValues::versions),
                section.value("key-exchange", TlsValues::keyExchange),
                policy,
                clientAuth,
                resumption(section),
                section.value("ocsp-stapling", it -> it.list(Setting::readableFile)),
                section.origins()));
  }

  private static ResumptionConfig resumption(Section section) {
    Path ticketKeys = section.optional("ticket-keys", Setting::readableFile);
    return new ResumptionConfig(section.value("resumption", Setting::bool), ticketKeys);
  }

  private static boolean rejects(Setting setting) {
    return switch (setting.text()) {
      case "default" -> false;
      case "reject" -> true;
      default -> throw setting.noneOf("default", "reject");
    };
  }
}
