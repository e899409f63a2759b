package dev.sallyport.proxy.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ConfigurationLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of the connections is what was on the wire; where it may be asked. */
final class KernelStampsMatchPacketsIT extends RecordsMatchPackets {

  private static final String SETTING = "timing.kernel = on";

  @Override
  void assumePossible(Path directory) throws IOException {
    assumeTrue(
        Files.isWritable(Path.of("/sys/kernel/tracing/instances")), "tracefs is not mounted");
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(
        file,
        """
        sallyport {
          listeners.web { bind = "127.0.0.1:0", backend = app }
          backends.app.servers = ["127.0.0.1:1"]
          %s
        }
        """
            .formatted(SETTING));
    try {
      ConfigurationLoader.load(file);
    } catch (ConfigurationException notBuilt) {
      assumeTrue(false, String.valueOf(notBuilt.getMessage()));
    }
  }

  @Override
  String settings() {
    return SETTING;
  }
}
