package dev.sallyport.config;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the TLS settings that are lists. */
final class TlsValues {

  private static final Pattern CIPHER_SUITE = Pattern.compile("TLS_[A-Z0-9_]{1,100}");
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_-]{1,100}");
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

  /** Whether a suite of that name exists, the TLS engine knows. */
  static List<String> cipherSuites(Setting setting) {
    return setting.list(it -> matching(it, CIPHER_SUITE, "the IANA name of a cipher suite"));
  }

  /** Whether a group of that name exists, the TLS engine knows. */
  static List<String> groups(Setting setting) {
    return setting.list(it -> matching(it, GROUP, "the name of a group"));
  }

  private static String matching(Setting setting, Pattern pattern, String what) {
    String text = setting.text();
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not " + what + ": \"" + text + '"');
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
