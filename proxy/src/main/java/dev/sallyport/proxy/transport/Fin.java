package dev.sallyport.proxy.transport;

import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to end the output of a connection, and what the kernel said around it. Netty's own way
 * fails what waits to be written with an exception that it makes for each connection, also where
 * nothing waits: a thirtieth of what a short connection costs.
 *
 * @param before what it said before, if it was asked
 * @param after what it said after
 * @param failure why no FIN could be sent, or null
 */
public record Fin(@Nullable TcpInfo before, @Nullable TcpInfo after, @Nullable Throwable failure) {

  /**
   * Sends FIN, unless the kernel has no connection any more. On the event loop, and when nothing
   * waits to be written.
   *
   * @param ask whether to ask before
   * @param then told at once, or when the transport has done it
   */
  public static void send(DuplexChannel channel, boolean ask, Consumer<Fin> then) {
    TcpInfo before = ask ? TcpInfo.of(channel) : null;
    if (before != null && before.isClosed()) {
      then.accept(new Fin(before, before, null));
    } else if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
      Throwable failure = shutdown(socket);
      then.accept(new Fin(before, TcpInfo.of(channel), failure));
    } else {
      channel
          .shutdownOutput()
          .addListener(shut -> then.accept(new Fin(before, TcpInfo.of(channel), shut.cause())));
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

  /** Whether there was no connection any more to send a FIN on: mostly since an RST came before. */
  public boolean cameTooLate() {
    return failure instanceof NotYetConnectedException || (before != null && before.isClosed());
  }

  /** Whether the kernel had the peer's FIN before ours. */
  public boolean isAnswer() {
    return (before != null && before.isHalfClosed()) || (after != null && after.isAnswered());
  }
}
