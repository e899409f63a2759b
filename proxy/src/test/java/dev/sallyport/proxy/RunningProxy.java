package dev.sallyport.proxy;

import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A proxy on real sockets, configured by text, whose records are kept.
 *
 * <p>The text is the inside of {@code sallyport { … }}; its files stand in the directory given.
 * Binding to port 0 takes a free one.
 */
public final class RunningProxy implements AutoCloseable {

  private static final Duration PATIENCE = Patience.LIMIT;

  private final Proxy proxy;
  private final List<FlowRecord> records;

  private RunningProxy(Proxy proxy, List<FlowRecord> records) {
    this.proxy = proxy;
    this.records = records;
  }

  public static RunningProxy start(Path directory, String configuration) {
    return start(directory, configuration, record -> {});
  }

  /**
   * The same.
   *
   * @param observer is given each record too, on the event loop of its flow
   */
  public static RunningProxy start(
      Path directory, String configuration, Consumer<FlowRecord> observer) {
    return start(directory, configuration, observer, InstantSource.system());
  }

  /** The same whose records say by another clock when a flow was accepted. */
  static RunningProxy start(Path directory, String configuration, InstantSource clock) {
    return start(directory, configuration, record -> {}, clock);
  }

  private static RunningProxy start(
      Path directory, String configuration, Consumer<FlowRecord> observer, InstantSource clock) {
    try {
      Path file = directory.resolve("sallyport.conf");
      Files.writeString(
          file,
          "sallyport {\n"
              + configuration
              + "\nconnection-log.file = \"connections.log\"\n"
              + System.getProperty("sallyport.test.extra", "")
              + "}\n");
      List<FlowRecord> records = new CopyOnWriteArrayList<>();
      Consumer<FlowRecord> keeper = records::add;
      Proxy proxy =
          Proxy.start(
              ConfigurationLoader.load(file), localCa(directory), keeper.andThen(observer), clock);
      proxy.awaitWarmUp();
      return new RunningProxy(proxy, records);
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Where the local CA of a proxy is kept whose files stand in {@code directory}. */
  public static Path localCa(Path directory) {
    return directory.resolve("local-ca");
  }

  /** A listener without TLS before a server on loopback, with whatever else is set. */
  public static RunningProxy relay(Path directory, int port, String... settings) {
    return start(
        directory,
        """
        listeners.web { bind = "127.0.0.1:0", backend = app }
        backends.app.servers = ["127.0.0.1:%d"]
        """
                .formatted(port)
            + String.join("\n", settings)
            + "\n");
  }

  /**
   * The same with TLS for the clients.
   *
   * @param ca issues the certificate of {@code web.test}; its own is in {@code ca.pem}
   */
  public static RunningProxy terminating(
      Path directory, TestCertificates ca, int port, String... settings) {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    return relay(
        directory,
        port,
        "listeners.web.tls.certificates = [ { cert = \"web.pem\", key = \"web.key\" } ]",
        String.join("\n", settings));
  }

  /** The same with TLS to the server too, whose certificate is the CA's for {@code app.test}. */
  public static RunningProxy reencrypting(
      Path directory, TestCertificates ca, int port, String... settings) {
    return terminating(
        directory,
        ca,
        port,
        "backends.app.tls { trust = \"ca.pem\", server-name = app.test }",
        String.join("\n", settings));
  }

  Proxy proxy() {
    return proxy;
  }

  /** Where the only listener, or the first, accepts. */
  public InetSocketAddress address() {
    return proxy.addresses().values().iterator().next();
  }

  public InetSocketAddress address(String listener) {
    InetSocketAddress address = proxy.addresses().get(listener);
    if (address == null) {
      throw new IllegalArgumentException("no listener " + listener);
    }
    return address;
  }

  public int port() {
    return address().getPort();
  }

  /** A plain connection to the only listener. */
  public Socket connect() throws IOException {
    Socket socket = new Socket(address().getAddress(), port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** The records there are by now. */
  public List<FlowRecord> recorded() {
    return List.copyOf(records);
  }

  /** Waits for the record of the only flow. */
  public FlowRecord record() {
    return records(1).get(0);
  }

  /** Waits for {@code count} records and checks that there are no more. */
  public List<FlowRecord> records(int count) {
    await().atMost(PATIENCE).until(() -> records.size() >= count && proxy.running() == 0);
    if (records.size() != count) {
      throw new AssertionError(records.size() + " records instead of " + count + ": " + records);
    }
    return List.copyOf(records);
  }

  /** Takes no more, and lets what runs end within {@code timeouts.drain}. */
  public CompletableFuture<Boolean> drain() {
    return proxy.drain();
  }

  @Override
  public void close() {
    proxy.close();
  }
}
