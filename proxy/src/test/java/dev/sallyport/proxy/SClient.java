package dev.sallyport.proxy;

import java.util.ArrayList;
import java.util.List;

/** The {@code openssl s_client} of the machine, asking one proxy for {@code web.test}. */
final class SClient {
  private final List<String> arguments;

  /** One that says more of itself, or does more, by these options. */
  SClient(RunningProxy proxy, String... options) {
    arguments =
        new ArrayList<>(
            List.of(
                "s_client", "-connect", "127.0.0.1:" + proxy.port(), "-servername", "web.test"));
    arguments.addAll(List.of(options));
  }

  /** Shakes hands and leaves. */
  Tool.Result greet() {
    return Tool.of("openssl").run(arguments);
  }

  /** Says a line, and leaves when the server does: it has then read all that came before. */
  Tool.Result say(String line) {
    List<String> staying = new ArrayList<>(arguments);
    staying.add("-ign_eof");
    return Tool.of("openssl").run(line + "\n", staying);
  }
}
