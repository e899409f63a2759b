package dev.sallyport.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A port of 127.0.0.1 at which nobody listens, nor can while this is open. */
record DeadPort(SocketChannel bound) implements AutoCloseable {

  static DeadPort open() throws IOException {
    return new DeadPort(
        SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  int port() {
    return bound.socket().getLocalPort();
  }

  /** Where it is: {@code 127.0.0.1:port}. */
  String address() {
    return "127.0.0.1:" + port();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
