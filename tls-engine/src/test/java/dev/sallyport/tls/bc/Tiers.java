package dev.sallyport.tls.bc;

import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import java.util.Locale;

/**
 * The tier that this run of the tests is about: the property {@code tests.crypto}; the JDK without
 * it, and where that one does not load.
 */
final class Tiers {
  private static final CryptoTier OF_THIS_RUN = selected();

  private Tiers() {}

  static CryptoTier ofThisRun() {
    return OF_THIS_RUN;
  }

  /** A maker of engines on that tier. */
  static BouncyCastleTls engines() {
    return new BouncyCastleTls(OF_THIS_RUN);
  }

  private static CryptoTier selected() {
    String wanted = System.getProperty("tests.crypto", "jdk");
    try {
      return CryptoTier.select(CryptoProvider.valueOf(wanted.toUpperCase(Locale.ROOT)));
    } catch (CryptoUnavailableException e) {
      return CryptoTier.jdk();
    }
  }
}
