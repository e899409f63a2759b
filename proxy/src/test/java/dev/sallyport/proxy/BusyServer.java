package dev.sallyport.proxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback whose queue of connections is full, so that the kernel drops every SYN to
 * it, until it begins to accept.
 */
public final class BusyServer implements AutoCloseable {

  private static final int BACKLOG = 1;

  private final ServerSocket listening;
  private final List<SocketChannel> waiting = new ArrayList<>();
  private @Nullable TestBackend backend;

  private BusyServer() throws IOException {
    listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  }

  /** On return no SYN is answered. */
  public static BusyServer start() throws IOException {
    BusyServer server = new BusyServer();
    server.fill();
    return server;
  }

  /** Linux takes one connection more than the backlog. */
  private void fill() throws IOException {
    while (waiting.size() <= BACKLOG) {
      waiting.add(SocketChannel.open(new InetSocketAddress(listening.getInetAddress(), port())));
      await().until(() -> TcpTable.isQueued(waiting.size(), port()));
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Makes room: ends those that filled the queue, and performs {@code script} on who comes. */
  public void accept(TestBackend.Script script) throws IOException {
    for (int taken = 0; taken < waiting.size(); taken++) {
      listening.accept().close();
    }
    closeWaiting();
    backend = TestBackend.accepting(listening, script);
  }

  private void closeWaiting() throws IOException {
    for (SocketChannel channel : waiting) {
      channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeWaiting();
    if (backend != null) {
      backend.close();
    }
    listening.close();
  }
}
