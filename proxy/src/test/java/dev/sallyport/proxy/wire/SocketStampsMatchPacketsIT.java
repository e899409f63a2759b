package dev.sallyport.proxy.wire;

/** What the proxy saw at its sockets is what was on the wire. */
final class SocketStampsMatchPacketsIT extends RecordsMatchPackets {

  @Override
  String settings() {
    return "";
  }
}
