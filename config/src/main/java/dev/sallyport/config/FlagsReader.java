package dev.sallyport.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the flags of {@code run} into the tree that a file of the same meaning would have, each
 * value of which knows the flag it came from.
 */
final class FlagsReader implements Locator {

  private static final String COMMAND_LINE = "command line";
  private static final String NAME = "main";

  private final Problems problems;

  FlagsReader(Problems problems) {
    this.problems = problems;
  }

  Setting read(Flags flags) {
    Map<String, ConfigValue> listener = new HashMap<>();
    listener.put("bind", value("--listen", flags.listen()));
    listener.put("backend", value("--backend", NAME));
    if (!flags.cleartext()) {
      listener.put("tls", block("--listen", listenerTls(flags)));
    }
    requireFitting(flags);
    Map<String, ConfigValue> tree =
        Map.of(
            "listeners", block("", Map.of(NAME, block("--listen", listener))),
            "backends", block("", Map.of(NAME, block("--backend", backend(flags.backend())))));
    return new Setting(
        new Reading(this, problems),
        new Origin(COMMAND_LINE, ""),
        new Node(block("", Map.of("sallyport", block("", tree))), null));
  }

  private static Map<String, ConfigValue> listenerTls(Flags flags) {
    Path cert = flags.cert();
    Path key = flags.key();
    if (cert == null || key == null) {
      return Map.of("local-ca", value("--listen", "on"));
    }
    ConfigValue identity =
        block(
            "--cert",
            Map.of(
                "cert", value("--cert", cert.toString()), "key", value("--key", key.toString())));
    return Map.of("certificates", value("--cert", List.of(identity)));
  }

  private Map<String, ConfigValue> backend(String flag) {
    int scheme = flag.indexOf("://");
    String server = scheme < 0 ? flag : flag.substring(scheme + 3);
    ConfigValue servers = value("--backend", List.of(value("--backend", server)));
    return switch (scheme < 0 ? "tcp" : flag.substring(0, scheme)) {
      case "tcp" -> Map.of("servers", servers);
      case "tls" -> Map.of("servers", servers, "tls", block("--backend", Map.of()));
      default -> {
        tell("--backend", "neither tcp:// nor tls://: \"" + flag + '"');
        yield Map.of("servers", servers);
      }
    };
  }

  private void requireFitting(Flags flags) {
    boolean cert = flags.cert() != null;
    boolean key = flags.key() != null;
    if (cert && !key) {
      tell("--cert", "needs --key too");
    }
    if (key && !cert) {
      tell("--key", "needs --cert too");
    }
    if (flags.cleartext() && (cert || key)) {
      tell("--cleartext", "does not go with --cert and --key");
    }
  }

  private void tell(String flag, String what) {
    problems.add(new Problem(COMMAND_LINE, flag, what));
  }

  private static ConfigValue value(String flag, Object value) {
    return ConfigValueFactory.fromAnyRef(value, flag);
  }

  private static ConfigValue block(String flag, Map<String, ConfigValue> block) {
    return ConfigValueFactory.fromMap(block, flag);
  }

  @Override
  public @Nullable Origin locate(String key, Node node) {
    String flag = node.value().origin().description();
    return flag.startsWith("--") ? new Origin(COMMAND_LINE, flag) : null;
  }

  @Override
  public Path directory(Node node) {
    return Path.of("");
  }
}
