package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that performs a script on each connection, in a thread of its own.
 *
 * <p>What a script throws fails the test when the server is closed; what it throws because of that
 * does not.
 */
public final class TestBackend implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int PATIENCE_MILLIS = 30_000;

  /** What happens on one connection; it is closed afterwards. */
  public interface Script {
    void perform(Socket connection) throws Exception;

    /** The same, but the peer may cut it off. */
    default Script untilCut() {
      return connection -> {
        try {
          perform(connection);
        } catch (IOException cut) {
          // The record tells the test how the connection ended.
        }
      };
    }
  }

  /** Sends back whatever comes, and ends when the client does. */
  public static final Script ECHO =
      connection -> connection.getInputStream().transferTo(connection.getOutputStream());

  private final ServerSocket listening;
  private final Script script;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean closed;

  private TestBackend(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
  }

  public static TestBackend start(Script script) throws IOException {
    return start(InetAddress.getLoopbackAddress(), script);
  }

  public static TestBackend start(InetAddress address, Script script) throws IOException {
    return accepting(new ServerSocket(0, BACKLOG, address), script);
  }

  /** Begins to accept on a socket that listens already, and owns it. */
  public static TestBackend accepting(ServerSocket listening, Script script) {
    TestBackend backend = new TestBackend(listening, script);
    daemon(backend::accept);
    return backend;
  }

  /** A server that answers each connection by its own name and then ends it. */
  public static TestBackend saying(String name) throws IOException {
    return start(connection -> connection.getOutputStream().write(name.getBytes(US_ASCII)));
  }

  /** A server that performs {@link #ECHO}. */
  public static TestBackend echoing() throws IOException {
    return start(ECHO);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How many connections there have been. */
  public int accepted() {
    return accepted.get();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket connection = listening.accept();
        connection.setSoTimeout(PATIENCE_MILLIS);
        connections.add(connection);
        accepted.incrementAndGet();
        daemon(() -> perform(connection));
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  private void perform(Socket connection) {
    try (connection) {
      script.perform(connection);
    } catch (Exception | AssertionError e) {
      fail(e);
    } finally {
      connections.remove(connection);
    }
  }

  private void fail(Throwable failure) {
    if (!closed) {
      failures.add(failure);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "backend");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listening.close();
    for (Socket connection : connections) {
      connection.close();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("the backend failed", failures.peek());
    }
  }
}
