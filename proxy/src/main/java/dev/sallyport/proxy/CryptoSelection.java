package dev.sallyport.proxy;

import dev.sallyport.config.Configuration;
import dev.sallyport.config.CryptoConfig;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Problem;
import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import dev.sallyport.tls.bc.CryptoTier;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of who does the cryptography of TLS, made on a thread of its own while the start goes
 * on. Where no connection speaks TLS nothing is loaded, unless a provider is asked for by name.
 */
final class CryptoSelection {
  private static final Logger LOG = LoggerFactory.getLogger(CryptoSelection.class);

  private final CryptoConfig config;
  private final boolean needed;
  private final FutureTask<CryptoTier> choice;
  private final Thread thread;

  private CryptoSelection(CryptoConfig config, boolean needed) {
    this.config = config;
    this.needed = needed;
    choice = new FutureTask<>(() -> needed ? select(config) : CryptoTier.jdk());
    thread = new Thread(choice, "crypto");
  }

  /** Begins to choose for a configuration. */
  static CryptoSelection begin(Configuration configuration) {
    CryptoConfig config = configuration.crypto();
    boolean forced = config.provider() != CryptoConfig.Provider.AUTO;
    CryptoSelection selection = new CryptoSelection(config, forced || speaksTls(configuration));
    selection.thread.start();
    return selection;
  }

  /** Waits until nothing is being unpacked that the end of the process would leave behind. */
  void settle() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until it is chosen, and says in the log what was.
   *
   * @throws StartException when the provider that is asked for by name cannot be used
   */
  CryptoTier await() throws StartException {
    try {
      CryptoTier tier = choice.get();
      say(tier);
      return tier;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CryptoUnavailableException unavailable) {
        throw new StartException(problem(config, unavailable).toString(), unavailable);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while native cryptography was loaded", e);
    }
  }

  private void say(CryptoTier tier) {
    if (!needed) {
      LOG.info("crypto: none is loaded, since no listener or backend speaks TLS");
    } else if (tier.degraded()) {
      LOG.warn(
          "{}; without it TLS costs several times the CPU: native libraries are unpacked into {},"
              + " which has to allow writing and executing; another folder is named by"
              + " SALLYPORT_OPTS=-Djava.io.tmpdir=FOLDER",
          tier.describe(),
          System.getProperty("java.io.tmpdir"));
    } else {
      LOG.info(tier.describe());
    }
  }

  private static boolean speaksTls(Configuration configuration) {
    return configuration.listeners().stream().anyMatch(l -> l.tls() instanceof Terminate)
        || configuration.backends().values().stream().anyMatch(backend -> backend.tls() != null);
  }

  /** Why a provider that is asked for by name cannot be used; empty if it can, or none is. */
  static Optional<Problem> problem(CryptoConfig config) {
    try {
      if (config.provider() != CryptoConfig.Provider.AUTO) {
        select(config);
      }
      return Optional.empty();
    } catch (CryptoUnavailableException e) {
      return Optional.of(problem(config, e));
    }
  }

  private static Problem problem(CryptoConfig config, CryptoUnavailableException e) {
    return config.origins().problem("provider", String.valueOf(e.getMessage()));
  }

  private static CryptoTier select(CryptoConfig config) throws CryptoUnavailableException {
    return CryptoTier.select(CryptoProvider.valueOf(config.provider().name()));
  }
}
