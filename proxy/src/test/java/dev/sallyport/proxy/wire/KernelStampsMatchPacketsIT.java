package dev.sallyport.proxy.wire;

import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ConfigurationLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the kernel says of the connections is what was on the wire; where it may be asked. */
final class KernelStampsMatchPacketsIT extends RecordsMatchPackets {

  private static final String SETTING = "timing.kernel = on";

  @Override
  @Nullable String hindrance(Path directory) throws IOException {
    if (!Files.isWritable(Path.of("/sys/kernel/tracing/instances"))) {
      return "tracefs is not mounted";
    }
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
      return null;
    } catch (ConfigurationException notBuilt) {
      return notBuilt.getMessage();
    }
  }

  @Override
  String settings() {
    return SETTING;
  }
}
