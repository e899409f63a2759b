package dev.sallyport.proxy.chaos;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sallyport.proxy.RunningProxy;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The proxy of all experiments under the same limits, of which each has a listener and a backend of
 * its own: starting one for each would take most of the time.
 */
final class SharedProxy implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;

  private final int cells;
  private final CountDownLatch awaitingDrain;
  private final Map<String, CompletableFuture<FlowRecord>> records = new ConcurrentHashMap<>();
  private final RunningProxy proxy;

  /** Starts it before the servers of the experiments. */
  SharedProxy(Path directory, Limits limits, Collection<Experiment> experiments)
      throws IOException {
    cells = experiments.size();
    awaitingDrain = new CountDownLatch(cells);
    StringBuilder configuration = new StringBuilder(limits.timeouts());
    for (Experiment experiment : experiments) {
      configuration.append(listener(experiment));
      records.put(experiment.name(), new CompletableFuture<>());
    }
    Path own = Files.createDirectory(directory.resolve(limits.name()));
    proxy = RunningProxy.start(own, configuration.toString(), this::keep);
  }

  private static String listener(Experiment experiment) {
    String text =
        """
        listeners.%1$s { bind = "127.0.0.1:0", backend = %1$s }
        backends.%1$s.servers = ["127.0.0.1:%2$d"]
        """;
    String tls =
        """
        listeners.%1$s.tls.certificates = [ { cert = "../web.pem", key = "../web.key" } ]
        backends.%1$s.tls { trust = "../ca.pem", server-name = app.test }
        """;
    return (experiment.cell().isTls() ? text + tls : text)
        .formatted(experiment.name(), experiment.dialledPort());
  }

  private void keep(FlowRecord record) {
    CompletableFuture<FlowRecord> kept = records.get(record.heading().listener());
    if (kept != null) {
      kept.complete(record);
    }
  }

  int port(Experiment experiment) {
    return proxy.address(experiment.name()).getPort();
  }

  /** Waits for the record of an experiment. */
  FlowRecord record(Experiment experiment) throws Exception {
    return Objects.requireNonNull(records.get(experiment.name())).get(PATIENCE_SECONDS, SECONDS);
  }

  /** Drains the proxy when every experiment has asked for it. */
  void drain() throws InterruptedException {
    awaitingDrain.countDown();
    if (!awaitingDrain.await(PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError(awaitingDrain.getCount() + " flows are not ready for the drain");
    }
    proxy.drain();
  }

  /** Checks that there was one record for each experiment and no other. */
  void checkRecords() {
    proxy.records(cells);
  }

  @Override
  public void close() {
    proxy.close();
  }
}
