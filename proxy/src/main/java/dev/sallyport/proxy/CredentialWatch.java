package dev.sallyport.proxy;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files that the credentials of a running proxy were read from, by a thread of its own:
 * of what has changed each listener and backend is given what it can use, what cannot be used is
 * told once and the last good stays. Certificates of ours that expire soon are told of at the start
 * and daily.
 *
 * <p>Safe for use by any thread.
 */
final class CredentialWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration REMINDER = Duration.ofDays(1);

  private final Configuration configuration;
  private final Path localCa;
  private final InstantSource clock;
  private final HeldFiles files = new HeldFiles();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(CredentialWatch::daemon);
  private Credentials credentials;
  private Set<Problem> told;
  private Instant reminded;
  private String fault = "";

  /**
   * Reads the credentials and tells which expire soon.
   *
   * @throws ConfigurationException when they cannot all be used
   */
  CredentialWatch(Configuration configuration, Path localCa, InstantSource clock)
      throws ConfigurationException {
    this.configuration = configuration;
    this.localCa = localCa;
    this.clock = clock;
    this.credentials = Credentials.read(configuration, localCa, clock, files);
    this.told = Set.copyOf(credentials.cautions());
    this.reminded = clock.instant();
    credentials.cautions().forEach(caution -> LOG.warn("{}", caution));
    tellExpiry();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "credentials");
    thread.setDaemon(true);
    return thread;
  }

  /** What was read last, as far as it can be used. */
  synchronized Credentials credentials() {
    return credentials;
  }

  /** Begins to watch; what is new is handed to {@code renew}, one after the other. */
  void start(Consumer<Credentials> renew) {
    thread.scheduleWithFixedDelay(
        () -> refresh(false, renew), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Has this watch's thread read every file, however long that takes.
   *
   * @return completes when that is done
   */
  CompletableFuture<Void> reload(Consumer<Credentials> renew) {
    return CompletableFuture.runAsync(() -> refresh(true, renew), thread);
  }

  /**
   * Looks once. Whatever goes wrong is said, once as long as it stays the same, and what could not
   * be handed on is tried again at the next look.
   *
   * @param all whether to read every file, changed or not
   */
  synchronized void refresh(boolean all, Consumer<Credentials> renew) {
    try {
      look(all, renew);
      fault = "";
    } catch (Throwable e) { // an Error would end the looks for good
      if (all || !fault.equals(e.toString())) {
        LOG.error("certificates cannot be renewed; what is in use stays so", e);
      }
      fault = e.toString();
    }
  }

  private void look(boolean all, Consumer<Credentials> renew) {
    HeldFiles.Changes changes = files.refresh(all);
    for (Problem problem : changes.failed()) {
      LOG.warn("{}: the last good one stays in use", problem);
    }
    if (!changes.read().isEmpty()) {
      renew(changes.read(), all, renew);
      files.taken();
    }
    for (ListenerCredentials listener : credentials.listeners().values()) {
      if (listener.ticketKeys() != null) {
        listener.ticketKeys().refresh();
      }
    }
    if (!clock.instant().isBefore(reminded.plus(REMINDER))) {
      reminded = clock.instant();
      tellExpiry();
    }
  }

  private void renew(List<Path> read, boolean all, Consumer<Credentials> renew) {
    Credentials.Renewal made = credentials.renew(configuration, localCa, clock, files);
    String names = read.stream().map(Path::toString).collect(Collectors.joining(", "));
    if (!made.renewed().isEmpty()) {
      renew.accept(made.credentials());
      LOG.info("reloaded {} for {}", names, String.join(", ", made.renewed()));
    } else if (all) {
      LOG.info("read {} again: nothing is new that can be used", names);
    }
    credentials = made.credentials();
    tell(made, all);
  }

  /**
   * Says what is not as it should be.
   *
   * @param again also what was said before
   */
  private void tell(Credentials.Renewal made, boolean again) {
    Set<Problem> known = again ? Set.of() : told;
    made.refused().stream()
        .filter(problem -> !known.contains(problem))
        .forEach(problem -> LOG.warn("{}: what was in use before stays so", problem));
    made.credentials().cautions().stream()
        .filter(caution -> !known.contains(caution))
        .forEach(caution -> LOG.warn("{}", caution));
    told = new HashSet<>(made.refused());
    told.addAll(made.credentials().cautions());
  }

  private void tellExpiry() {
    Expiry.warnings(credentials.ownIdentities(), clock.instant()).forEach(LOG::warn);
  }

  /** Ends the looks; does not wait for one that is under way, which may hang. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
