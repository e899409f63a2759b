package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code tls} of a listener. */
final class ListenerTlsReader {

  private static final String DECRYPTS_NOTHING = "means nothing with mode = passthrough";

  private ListenerTlsReader() {}

  static @Nullable ListenerTlsConfig tls(Section section) {
    section.unbuilt("client-auth", Setting::text);
    section.unbuilt("trust", Setting::text);
    section.unbuilt("resumption", Setting::bool);
    section.unbuilt("ocsp-stapling", it -> it.list(Setting::text));
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
    return new ListenerTlsConfig.Passthrough(section.origins());
  }

  private static @Nullable ListenerTlsConfig terminate(Section section) {
    TlsPolicyConfig policy =
        new TlsPolicyConfig(
            section.value("cipher-suites", TlsValues::cipherSuites),
            section.value("groups", TlsValues::groups),
            section.value("alpn", TlsValues::alpn));
    return section.build(
        () ->
            new ListenerTlsConfig.Terminate(
                section.blocks("certificates", ListenerTlsReader::identity),
                section.value("local-ca", Setting::bool),
                section.value("unknown-name", ListenerTlsReader::rejects),
                section.value("versions", TlsValues::versions),
                section.value("key-exchange", TlsValues::keyExchange),
                policy,
                section.origins()));
  }

  private static boolean rejects(Setting setting) {
    return switch (setting.text()) {
      case "default" -> false;
      case "reject" -> true;
      default -> throw setting.noneOf("default", "reject");
    };
  }

  private static @Nullable IdentityConfig identity(Section section) {
    Path cert = section.optional("cert", Setting::readableFile);
    Path key = section.optional("key", Setting::readableFile);
    Path pkcs12 = section.optional("pkcs12", Setting::readableFile);
    Secret password = section.optional("password", it -> new Secret(it.text()));
    requireOneForm(section);
    if (pkcs12 != null) {
      return new IdentityConfig.Pkcs12(pkcs12, password, section.origins());
    }
    return cert == null || key == null
        ? null
        : new IdentityConfig.Pem(cert, key, password, section.origins());
  }

  private static void requireOneForm(Section section) {
    boolean cert = section.has("cert");
    boolean key = section.has("key");
    if (section.has("pkcs12") && (cert || key)) {
      section.complain("pkcs12", "either this or cert and key, but not both");
    } else if (cert && !key) {
      section.complain("key", "required beside cert");
    } else if (key && !cert) {
      section.complain("cert", "required beside key");
    } else if (!cert && !section.has("pkcs12")) {
      section.complain("needs cert and key, or pkcs12");
    }
  }
}
