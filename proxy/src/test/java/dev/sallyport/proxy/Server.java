package dev.sallyport.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A backend written in the test: each connection that it accepts has the conversation given, in a
 * thread of its own, and is then closed.
 *
 * @param <T> what a conversation tells the test
 */
final class Server<T> implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final ServerSocket socket;
  private final Conversation<T> conversation;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<T> told = new LinkedBlockingQueue<>();

  private Server(ServerSocket socket, Conversation<T> conversation) {
    this.socket = socket;
    this.conversation = conversation;
  }

  /** What is said on one connection. */
  interface Conversation<T> {
    T on(Socket socket) throws IOException;
  }

  /** A server without TLS. */
  static <T> Server<T> start(Conversation<T> conversation) throws IOException {
    return start(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), conversation);
  }

  /** A server on a socket that listens. */
  static <T> Server<T> start(ServerSocket socket, Conversation<T> conversation) {
    Server<T> server = new Server<>(socket, conversation);
    server.threads.execute(server::accept);
    return server;
  }

  /** A server that sends back what it gets. */
  static Server<Long> echo() throws IOException {
    return start(
        connection -> connection.getInputStream().transferTo(connection.getOutputStream()));
  }

  int port() {
    return socket.getLocalPort();
  }

  /** What the next conversation to end has told. */
  T told() throws InterruptedException {
    T next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no conversation came to its end");
    }
    return next;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        threads.execute(() -> converse(accepted));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void converse(Socket accepted) {
    try (accepted) {
      told.add(conversation.on(accepted));
    } catch (IOException broken) {
      // The record tells the test how the connection ended.
    }
  }
}
