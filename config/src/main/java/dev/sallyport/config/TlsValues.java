package dev.sallyport.config;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the TLS settings that are lists. */
final class TlsValues {

  private static final int LONGEST_PROTOCOL_NAME = 255;

  private TlsValues() {}

  static Set<ProtocolVersion> versions(Setting setting) {
    Set<ProtocolVersion> versions = EnumSet.noneOf(ProtocolVersion.class);
    versions.addAll(setting.list(it -> it.choice(ProtocolVersion.class)));
    return versions;
  }

  static Set<KeyExchangeAlgorithm> keyExchange(Setting setting) {
    Set<KeyExchangeAlgorithm> algorithms = EnumSet.noneOf(KeyExchangeAlgorithm.class);
    algorithms.addAll(setting.list(it -> it.choice(KeyExchangeAlgorithm.class)));
    return algorithms;
  }

  static List<String> cipherSuites(Setting setting) {
    return setting.list(it -> known(it, "cipher suite", TlsNames.CIPHER_SUITES));
  }

  static List<String> groups(Setting setting) {
    return setting.list(it -> known(it, "group", TlsNames.GROUPS));
  }

  private static String known(Setting setting, String what, List<String> known) {
    String text = setting.text();
    if (!known.contains(text)) {
      String near = Suggestion.of(text, known);
      throw new IllegalArgumentException(
          "unknown "
              + what
              + ": \""
              + text
              + '"'
              + (near.isEmpty() ? "; possible are " + String.join(", ", known) : near));
    }
    return text;
  }

  static List<String> alpn(Setting setting) {
    return setting.list(TlsValues::protocolName);
  }

  /** RFC 7301 section 3.1: 1 to 255 bytes. */
  private static String protocolName(Setting setting) {
    String name = setting.text();
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > LONGEST_PROTOCOL_NAME) {
      throw new IllegalArgumentException("not a protocol name of 1 to 255 bytes: \"" + name + '"');
    }
    return name;
  }
}
