package dev.sallyport.proxy.transport;

import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the output of a connection. Netty's own way fails what waits to be written with an exception
 * that it makes for each connection, also where nothing waits: a thirtieth of what a short
 * connection costs. On its event loop, and when nothing waits.
 */
public final class Fin {
  private Fin() {}

  /** Sends FIN; tells {@code then} why it could not, or null. */
  public static void send(SocketChannel channel, Consumer<@Nullable Throwable> then) {
    if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
      then.accept(shutdown(socket));
    } else {
      channel.shutdownOutput().addListener(shut -> then.accept(shut.cause()));
    }
  }

  private static @Nullable Throwable shutdown(Socket socket) {
    try {
      socket.shutdown(false, true);
      return null;
    } catch (IOException | NotYetConnectedException e) {
      return e;
    }
  }
}
