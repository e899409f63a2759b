package dev.sallyport.proxy.wire;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the kernel says of the connections is what was on the wire; where it may be asked. */
final class KernelStampsMatchPacketsIT extends RecordsMatchPackets {

  @Override
  @Nullable String hindrance(Path directory) {
    boolean audible = Files.isWritable(Path.of("/sys/kernel/tracing/instances"));
    return audible ? null : "tracefs is not mounted";
  }

  @Override
  String settings() {
    return "timing.kernel = on";
  }
}
