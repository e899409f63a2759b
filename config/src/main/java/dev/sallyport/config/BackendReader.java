package dev.sallyport.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an entry of {@code backends}. */
final class BackendReader {

  private BackendReader() {}

  static @Nullable BackendConfig backend(String name, Section section) {
    return section.build(
        () ->
            new BackendConfig(
                name,
                section.value("servers", BackendReader::servers),
                section.optional("source-address", BackendReader::address),
                section.value("balance", it -> it.choice(Balance.class)),
                section.optionalBlock("tls", BackendReader::tls),
                section.value("proxy-protocol", it -> it.choice(ProxyProtocolOut.class)),
                section.origins()));
  }

  private static List<ServerAddress> servers(Setting setting) {
    if (setting.isText()) {
      throw new IllegalArgumentException("needs a list" + BackendConfig.AS_IN);
    }
    return setting.list(BackendReader::server);
  }

  private static ServerAddress server(Setting setting) {
    return ServerAddress.parse(setting.text());
  }

  private static InetAddress address(Setting setting) {
    InetAddress address = IpLiteral.parse(setting.text());
    if (address == null) {
      throw new IllegalArgumentException("not an IP address: \"" + setting.text() + '"');
    }
    return address;
  }

  private static @Nullable BackendTlsConfig tls(Section section) {
    return section.build(
        () ->
            new BackendTlsConfig(
                section.value("verify", Setting::bool),
                section.value("trust", BackendReader::trust).orElse(null),
                section.optional("server-name", Setting::text),
                section.value("versions", TlsValues::versions),
                section.value("alpn", BackendReader::alpn),
                section.optionalBlock("certificate", IdentityReader::identity),
                section.value("resumption", Setting::bool),
                section.origins()));
  }

  /** A file of anchors, or nothing: {@code system}. */
  private static Optional<Path> trust(Setting setting) {
    return setting.text().equals("system") ? Optional.empty() : Optional.of(setting.readableFile());
  }

  private static UpstreamAlpn alpn(Setting setting) {
    if (!setting.isText()) {
      return new UpstreamAlpn(false, TlsValues.alpn(setting));
    }
    if (!setting.text().equals("mirror")) {
      throw new IllegalArgumentException(
          "neither mirror nor a list of protocols: \"" + setting.text() + '"');
    }
    return new UpstreamAlpn(true, List.of());
  }
}
