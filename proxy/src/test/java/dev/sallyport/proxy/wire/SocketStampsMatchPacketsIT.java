package dev.sallyport.proxy.wire;

import java.nio.file.Path;

/** What the proxy saw at its sockets is what was on the wire. */
final class SocketStampsMatchPacketsIT extends RecordsMatchPackets {

  @Override
  void assumePossible(Path directory) {}

  @Override
  String settings() {
    return "";
  }
}
