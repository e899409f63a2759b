package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sockets of epoll past Netty, which asks the kernel for what is known here, and makes an
 * exception of what it answers. On the event loop of the channel.
 */
public final class Teardown {
  private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

  private Teardown() {}

  /** Has Netty know that nothing more is to be read; nothing is sent. */
  static void endInput(Channel channel) {
    if (channel.isOpen() && channel instanceof EpollSocketChannel epoll) {
      try {
        ((Socket) epoll.fd()).shutdown(true, false);
      } catch (IOException | NotYetConnectedException e) {
        LOG.trace("nothing is left to be read of it in any case", e);
      }
    }
  }

  /**
   * Closes the descriptor and then the channel, which asks of a descriptor that is still open
   * whether its close would take time (SO_LINGER), and takes it out of epoll, which the kernel does
   * by itself.
   */
  public static void close(Channel channel) {
    if (channel instanceof EpollSocketChannel epoll) {
      try {
        epoll.fd().close();
      } catch (IOException e) {
        LOG.debug("close", e);
      }
    }
    channel.close();
  }
}
