package dev.sallyport.proxy;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.ListenerConfig;
import dev.sallyport.config.ServerAddress;
import dev.sallyport.config.TimingConfig;
import dev.sallyport.proxy.credentials.CredentialWatch;
import dev.sallyport.proxy.flow.FlowRegistry;
import dev.sallyport.proxy.flow.Listener;
import dev.sallyport.proxy.flow.Services;
import dev.sallyport.proxy.flow.SocketErrors;
import dev.sallyport.proxy.kernel.KernelWitness;
import dev.sallyport.proxy.kernel.WitnessUnavailableException;
import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.proxy.pipeline.AcceptGate;
import dev.sallyport.proxy.pipeline.AcceptHandler;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.transport.ListenQueueWatch;
import dev.sallyport.proxy.transport.Transport;
import dev.sallyport.proxy.transport.TransportException;
import dev.sallyport.tls.bc.CryptoTier;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy: the one place where configuration, credentials, transport, listeners and
 * connection log are put together. Safe for use by any thread.
 */
public final class Proxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  /** What an abort may take in all, so that the process has ended within a second. */
  private static final Duration ABORT = Duration.ofMillis(900);

  /** What of an abort is kept for the records of flows that end late, or not at all. */
  private static final Duration WRITING = Duration.ofMillis(300);

  /** What the records of a drained proxy may take to be written: a full queue of them may wait. */
  private static final Duration FLUSH = Duration.ofSeconds(10);

  private static final String TIME_IS_UP = "the proxy is stopping and the drain's time is up";
  private static final String AT_ONCE = "the proxy is stopping at once";

  private final Configuration configuration;
  private final Transport transport;
  private final Logs logs;
  private final OneAtATime reopening;
  private final FlowRegistry registry = new FlowRegistry();
  private final Map<String, Channel> listening = new LinkedHashMap<>();
  private final CredentialWatch credentials;
  private final ListenQueueWatch listenQueues;
  private final Wiring wiring;
  private final Thread warmUp;
  private @Nullable KernelWitness witness;
  private volatile boolean drained;
  private volatile boolean logsClosed;
  private boolean closed;

  private Proxy(
      Configuration configuration,
      CredentialWatch credentials,
      Wiring wiring,
      CryptoTier crypto,
      Transport transport,
      Logs logs) {
    this.configuration = configuration;
    this.credentials = credentials;
    this.listenQueues = new ListenQueueWatch(configuration.listeners());
    this.wiring = wiring;
    this.warmUp = WarmUp.thread(crypto, () -> wiring.kindsOfConnections(InstantSource.system()));
    this.transport = transport;
    this.logs = logs;
    this.reopening = new OneAtATime(logs::reopen, Proxy::runBeside);
  }

  /**
   * Starts; on return every listener accepts, and a {@link WarmUp} has begun beside them.
   *
   * @param localCa the directory of the local CA
   * @param observer is given every record too; must not block
   * @throws StartException when a port, the log or the transport cannot be had
   * @throws ConfigurationException when a file that the configuration names cannot be used
   */
  static Proxy start(Configuration configuration, Path localCa, Consumer<FlowRecord> observer)
      throws StartException, ConfigurationException {
    return start(configuration, localCa, observer, InstantSource.system());
  }

  /**
   * The same.
   *
   * @param clock tells when a flow was accepted; certificates and sessions are judged by the
   *     system's
   */
  static Proxy start(
      Configuration configuration, Path localCa, Consumer<FlowRecord> observer, InstantSource clock)
      throws StartException, ConfigurationException {
    CryptoSelection selection = CryptoSelection.begin(configuration);
    CredentialWatch watch;
    try {
      watch = new CredentialWatch(configuration, localCa, InstantSource.system());
    } finally {
      selection.settle();
    }
    CryptoTier crypto = selection.await();
    Wiring wiring = new Wiring(configuration, watch.credentials());
    List<Listener> listeners = wiring.listeners();
    Logs logs = Logs.open(configuration);
    Transport transport;
    try {
      transport = Transport.open(configuration.transport(), configuration.tcp());
    } catch (TransportException unavailable) {
      logs.close(Deadline.in(ABORT, Ticker.SYSTEM));
      throw new StartException(String.valueOf(unavailable.getMessage()), unavailable);
    }
    Proxy proxy = new Proxy(configuration, watch, wiring, crypto, transport, logs);
    try {
      proxy.listen(listeners, crypto, observer, clock);
      watch.start(wiring::renew);
      proxy.listenQueues.start();
      proxy.warmUp.start();
    } catch (StartException taken) {
      proxy.close();
      throw taken;
    }
    return proxy;
  }

  private void listen(
      List<Listener> listeners,
      CryptoTier crypto,
      Consumer<FlowRecord> observer,
      InstantSource clock)
      throws StartException {
    KernelWitness heard = witness();
    witness = heard;
    Services services =
        new Services(
                transport,
                Wiring.timeouts(configuration.timeouts()),
                Ticker.SYSTEM,
                clock,
                registry,
                crypto,
                record -> {
                  logs.connections().offer(record);
                  observer.accept(record);
                })
            .withKeyLog(logs.keyLog())
            .withWitness(heard);
    for (int i = 0; i < listeners.size(); i++) {
      bind(configuration.listeners().get(i), listeners.get(i), services);
    }
    if (heard != null) {
      watch(heard);
    }
    logs.gates().forEach(gate -> gate.open(AcceptGate.Reason.STARTING));
  }

  private @Nullable KernelWitness witness() throws StartException {
    if (configuration.timing().kernel() == TimingConfig.Kernel.OFF) {
      return null;
    }
    try {
      return KernelWitness.start(Ticker.SYSTEM);
    } catch (WitnessUnavailableException e) {
      doWithout(e);
      return null;
    }
  }

  private void watch(KernelWitness heard) throws StartException {
    Set<Integer> servers =
        configuration.backends().values().stream()
            .flatMap(backend -> backend.servers().stream())
            .map(ServerAddress::port)
            .collect(Collectors.toSet());
    try {
      heard.watch(addresses().values().stream().map(InetSocketAddress::getPort).toList(), servers);
      LOG.info("timing: stamps of TCP are the kernel's");
    } catch (WitnessUnavailableException e) {
      heard.close();
      doWithout(e);
    }
  }

  /** The kernel cannot be heard, which only {@code timing.kernel = on} does not put up with. */
  private void doWithout(WitnessUnavailableException why) throws StartException {
    if (configuration.timing().kernel() == TimingConfig.Kernel.ON) {
      throw unheard(configuration, why);
    }
    LOG.info("timing: stamps are those of the sockets: {}", why.getMessage());
  }

  static StartException unheard(Configuration configuration, WitnessUnavailableException why) {
    String problem = "the kernel cannot be heard: " + why.getMessage();
    return new StartException(
        configuration.timing().origins().problem("kernel", problem).toString(), why);
  }

  private void bind(ListenerConfig config, Listener listener, Services services)
      throws StartException {
    AcceptHandler accept = new AcceptHandler(config.name(), config.maxConnections());
    ChannelFuture bound =
        transport
            .listener(config.backlog())
            .handler(accept)
            .childHandler(new FlowStarter(listener, services))
            .bind(config.bind().socketAddress())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String why = SocketErrors.ofBind(bound.cause(), config.bind().port());
      String problem = "cannot listen on " + config.bind() + ": " + why;
      throw new StartException(config.origins().problem("bind", problem).toString(), bound.cause());
    }
    logs.gates().add(accept.gate());
    listening.put(config.name(), bound.channel());
  }

  /** Where each listener accepts, by its name, in the order of the configuration. */
  Map<String, InetSocketAddress> addresses() {
    Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    listening.forEach(
        (name, channel) -> addresses.put(name, (InetSocketAddress) channel.localAddress()));
    return Collections.unmodifiableMap(addresses);
  }

  /** Waits until what is left of the warm-up no longer competes with flows. */
  void awaitWarmUp() throws InterruptedException {
    warmUp.join();
  }

  /** How many connections were accepted so far. */
  long accepted() {
    return registry.accepted();
  }

  /** How many flows are under way. */
  int running() {
    return registry.running();
  }

  /**
   * SIGHUP: opens the logs anew and has certificates and trust anchors read again, which may take
   * its time and is not waited for. Where the last reopening of the logs hangs, one more follows
   * it.
   *
   * @return completes when all has been read, and the logs have been told
   */
  CompletableFuture<Void> reload() {
    LOG.info("opening the logs anew, reading certificates and trust anchors again");
    return CompletableFuture.allOf(reopening.ask(), credentials.reload(wiring::renew));
  }

  /**
   * Accepts no more and lets what is under way end, for as long as {@code timeouts.drain}; then
   * ends the rest. In the end the logs are written and closed, by a thread of its own.
   *
   * @return completes when every flow has ended and the logs are closed, or hang for too long;
   *     tells whether every record that was yet to be written has been
   */
  CompletableFuture<Boolean> drain() {
    long lostBefore = logs.connections().lost();
    Duration limit = configuration.timeouts().drain();
    CompletableFuture<Void> ended = stopAccepting().thenCompose(stopped -> registry.drained());
    var timeUp =
        transport
            .loops()
            .schedule(
                () -> {
                  LOG.warn("the drain's time is up: {} flow(s) are cut", registry.running());
                  registry.drainNow(TIME_IS_UP);
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    return ended
        .whenComplete(
            (done, failure) -> {
              timeUp.cancel(false);
              drained = true;
            })
        .thenApplyAsync(done -> flush(lostBefore), Proxy::runBeside);
  }

  private boolean flush(long lostBefore) {
    LOG.info("every flow has ended, the last records are being written");
    boolean complete = logs.close(Deadline.in(FLUSH, Ticker.SYSTEM));
    logsClosed = true;
    return complete && logs.connections().lost() == lostBefore;
  }

  /** Runs a task that may hang, on a thread that keeps no process alive. */
  static void runBeside(Runnable task) {
    Thread thread = new Thread(task, "logs");
    thread.setDaemon(true);
    thread.start();
  }

  /** Completes when nothing more is accepted, and each flow of what was has begun. */
  private CompletableFuture<Void> stopAccepting() {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (Channel channel : listening.values()) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      channel.close().addListener(done -> closed.complete(null));
      closing.add(closed);
    }
    return all(closing).thenCompose(closed -> settleAccepted());
  }

  /** Waits until each event loop has begun the flows of what was accepted before the close. */
  private CompletableFuture<Void> settleAccepted() {
    return all(
        StreamSupport.stream(transport.loops().spliterator(), false)
            .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
            .toList());
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Ends everything now and writes the records of what was cut, within a second, whatever hangs;
   * once. After a drain there is nothing left to end, and what it has yet to write is hurried.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Deadline deadline = Deadline.in(ABORT, Ticker.SYSTEM);
    warmUp.interrupt();
    credentials.close();
    listenQueues.close();
    if (!drained) {
      abort(deadline.before(WRITING));
    }
    if (witness != null) {
      witness.close();
    }
    if (!logsClosed) {
      logs.close(deadline);
    }
    transport.shutdown().awaitUninterruptibly(deadline.left().toMillis());
  }

  private void abort(Deadline deadline) {
    CompletableFuture<Void> ended =
        stopAccepting()
            .thenRun(() -> registry.drainNow(AT_ONCE)) // those that began meanwhile
            .thenCompose(stopped -> registry.drained());
    registry.drainNow(AT_ONCE);
    try {
      ended.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      LOG.warn("{} flow(s) did not end in time", registry.running());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
