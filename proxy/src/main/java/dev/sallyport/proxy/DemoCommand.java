package dev.sallyport.proxy;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.LocalCa;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.config.ConnectionLogConfig;
import dev.sallyport.config.Flags;
import dev.sallyport.proxy.ladder.Ladder;
import dev.sallyport.proxy.ladder.LadderStyle;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows the whole thing at work, on this machine alone: client, proxy and backend in one process.
 */
@Command(
    name = "demo",
    description = {
      "Makes one request to a proxy and a web server of its own and draws it, then what you send.",
      "The certificate comes from the local CA, which is made when there is none yet."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String HOST = "localhost";
  private static final int FIRST_PORT = 8443;
  private static final int LAST_PORT = 8542;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Shell shell;
  private final CountDownLatch drawn = new CountDownLatch(1);

  @Option(names = "--once", description = "Stop after the one request.")
  private boolean once;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Service service = new Service();
    LocalCa ca = localCa();
    Path log = Files.createTempFile("sallyport-demo-", ".log");
    // Records come on event loops, which must not wait for a terminal.
    ExecutorService artist = Executors.newSingleThreadExecutor();
    try (DemoBackend backend = DemoBackend.start();
        Proxy proxy =
            Proxy.start(
                configuration(backend.address(), log),
                shell.localCa(),
                record -> artist.execute(() -> draw(record)))) {
      Service.sayReady(proxy, shell.err());
      // What is drawn is to show a connection, not a JVM that has just begun.
      proxy.awaitWarmUp();
      InetSocketAddress address = proxy.addresses().values().iterator().next();
      makeRequest(new DemoClient(ca.root()), address);
      if (once) {
        return Main.OK;
      }
      sayWhatToTry(ca.rootFile(), address, log);
      return service.untilStopped(proxy);
    } finally {
      artist.shutdown();
      artist.awaitTermination(1, TimeUnit.SECONDS);
      Files.deleteIfExists(log);
    }
  }

  private LocalCa localCa() throws StartException {
    try {
      return LocalCa.open(shell.localCa(), InstantSource.system());
    } catch (CredentialException e) {
      throw new StartException("no local CA: " + e.getMessage(), e);
    }
  }

  private static Configuration configuration(InetSocketAddress backend, Path log)
      throws ConfigurationException, StartException {
    Flags flags =
        new Flags("127.0.0.1:" + freePort(), "127.0.0.1:" + backend.getPort(), null, null, false);
    Configuration defaults = ConfigurationLoader.ofFlags(flags);
    return defaults.withConnectionLog(
        new ConnectionLogConfig(
            log, ConnectionLogConfig.Detail.FULL, defaults.connectionLog().origins()));
  }

  private static int freePort() throws StartException {
    for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
      if (isFree(port)) {
        return port;
      }
    }
    throw new StartException("no free port from " + FIRST_PORT + " to " + LAST_PORT);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private void makeRequest(DemoClient client, InetSocketAddress address)
      throws IOException, InterruptedException, StartException {
    shell.out().printf("GET https://%s:%d/%n%n", HOST, address.getPort());
    String status = client.get(address, HOST);
    if (!drawn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new StartException("the request left no record within " + PATIENCE.toSeconds() + " s");
    }
    shell.out().println(status);
  }

  private void draw(FlowRecord record) {
    shell.out().println(Ladder.draw(record, style()));
    drawn.countDown();
  }

  private LadderStyle style() {
    return LadderStyle.detect(shell.environment(), shell.terminal());
  }

  private void sayWhatToTry(Path caFile, InetSocketAddress address, Path log) {
    shell
        .out()
        .printf(
            """

            Now you, from another terminal; each connection is drawn here when it ends:
              curl --cacert %1$s https://%2$s:%3$d/
              curl https://%2$s:%3$d/
            The second does not trust the CA, and says so by an alert. The records are kept until the end:
              sallyport show -f %4$s
            Ctrl-C stops.

            """,
            caFile, HOST, address.getPort(), log);
  }
}
