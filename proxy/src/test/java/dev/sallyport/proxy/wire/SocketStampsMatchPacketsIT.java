package dev.sallyport.proxy.wire;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the proxy saw at its sockets is what was on the wire. */
final class SocketStampsMatchPacketsIT extends RecordsMatchPackets {

  @Override
  @Nullable String hindrance(Path directory) {
    return null;
  }

  @Override
  String settings() {
    return "";
  }
}
