package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.config.Configuration;
import dev.sallyport.config.ConfigurationException;
import dev.sallyport.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files that the credentials of a running proxy were read from, by a thread of its own:
 * of what has changed each listener and backend is given what it can use, what cannot be used is
 * told once and the last good stays, and what is not valid yet is taken when it is. Certificates
 * and OCSP responses of ours that expire soon are told of when they are read and daily, the
 * responses also when that begins.
 *
 * <p>Safe for use by any thread.
 */
public final class CredentialWatch implements AutoCloseable {
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
  private List<Problem> told;
  private List<Problem> standing = List.of();
  private List<String> expiring = List.of();
  private Instant reminded;
  private String fault = "";

  /**
   * Reads the credentials and tells which expire soon.
   *
   * @throws ConfigurationException when they cannot all be used
   */
  public CredentialWatch(Configuration configuration, Path localCa, InstantSource clock)
      throws ConfigurationException {
    this.configuration = configuration;
    this.localCa = localCa;
    this.clock = clock;
    this.credentials = Credentials.read(configuration, localCa, clock, files);
    this.told = credentials.cautions();
    this.reminded = clock.instant();
    tellNew(told, List.of(), "");
    tellExpiry(credentials.ownIdentities());
    tellStapleExpiry();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "credentials");
    thread.setDaemon(true);
    return thread;
  }

  /** What was read last, as far as it can be used. */
  public synchronized Credentials credentials() {
    return credentials;
  }

  /** Begins to watch; what is new is handed to {@code renew}, one after the other. */
  public void start(Consumer<Credentials> renew) {
    thread.scheduleWithFixedDelay(
        () -> refresh(false, renew), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Has this watch's thread read every file, however long that takes.
   *
   * @return completes when that is done
   */
  public CompletableFuture<Void> reload(Consumer<Credentials> renew) {
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
    HeldFiles.Changes changes = files.refresh(all, clock.instant());
    if (!changes.mended().isEmpty()) {
      LOG.info("{}: can be used again, nothing is new", names(changes.mended()));
    }
    try {
      if (all || !changes.changed().isEmpty()) {
        renew(changes, all, renew);
        files.taken();
      }
    } finally { // said of what is in use then
      changes.failed().forEach(this::tellFailed);
    }
    if (!clock.instant().isBefore(reminded.plus(REMINDER))) {
      reminded = clock.instant();
      expiring = List.of();
      tellExpiry(credentials.ownIdentities());
    }
    tellStapleExpiry();
  }

  private void renew(HeldFiles.Changes changes, boolean all, Consumer<Credentials> renew) {
    Credentials.Renewal made = credentials.renew(configuration, localCa, clock, files);
    if (!made.renewed().isEmpty()) {
      renew.accept(made.credentials());
      List<Path> taken = changes.changed().stream().filter(made.files()::contains).toList();
      LOG.info("reloaded {} for {}", names(taken), String.join(", ", made.renewed()));
    } else if (all) {
      tellRead(changes.read());
    } else if (settled(made)) {
      LOG.info("{}: can be used again, nothing is new", names(changes.changed()));
    }
    List<Identity> known = credentials.ownIdentities();
    credentials = made.credentials();
    tell(made, all);
    tellExpiry(credentials.ownIdentities().stream().filter(own -> !known.contains(own)).toList());
  }

  /** None is, where only a local CA is used. */
  private static void tellRead(List<Path> read) {
    if (!read.isEmpty()) {
      LOG.info("read {} again: nothing is new that can be used", names(read));
    }
  }

  private void tellFailed(HeldFiles.Failure failure) {
    boolean stays =
        failure.last() instanceof OcspResponse response
            ? credentials.staplesFrom(response.origin())
            : failure.last() != null;
    String until = failure.comes() ? " until then" : "";
    LOG.warn(
        "{}: {}",
        failure.problem(),
        stays ? "the last good one stays in use" + until : "there is no other to be used" + until);
  }

  /** Whether one setting that there was a problem with since the start has none. */
  private boolean settled(Credentials.Renewal made) {
    Set<String> still = all(made).stream().map(Problem::key).collect(Collectors.toSet());
    return standing.stream().anyMatch(problem -> !still.contains(problem.key()));
  }

  private static List<Problem> all(Credentials.Renewal made) {
    return Stream.concat(made.refused().stream(), made.credentials().cautions().stream()).toList();
  }

  private static String names(List<Path> files) {
    return files.stream().distinct().map(Path::toString).collect(Collectors.joining(", "));
  }

  /**
   * Says what is not as it should be.
   *
   * @param again also what was said before
   */
  private void tell(Credentials.Renewal made, boolean again) {
    List<Problem> known = again ? List.of() : told;
    tellNew(made.refused(), known, ": what was in use before stays so");
    tellNew(made.credentials().cautions(), known, "");
    told = all(made);
    standing = told;
  }

  private static void tellNew(List<Problem> problems, List<Problem> known, String consequence) {
    problems.stream()
        .filter(problem -> !known.contains(problem))
        .forEach(problem -> LOG.warn("{}{}", problem, consequence));
  }

  private void tellExpiry(List<Identity> identities) {
    Expiry.warnings(identities, clock.instant()).forEach(LOG::warn);
  }

  /** At once, since a response may live no longer than a day. */
  private void tellStapleExpiry() {
    List<String> warnings = Expiry.stapleWarnings(credentials, clock.instant());
    warnings.stream().filter(warning -> !expiring.contains(warning)).forEach(LOG::warn);
    expiring = warnings;
  }

  /** Ends the looks; does not wait for one that is under way, which may hang. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
