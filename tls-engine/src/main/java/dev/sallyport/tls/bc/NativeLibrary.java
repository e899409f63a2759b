package dev.sallyport.tls.bc;

import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of loading a provider's native library.
 *
 * @param source null: it is not there
 * @param objection why not; null when it is
 * @param failed whether it is not there although its jar is, and it was made for this platform
 */
record NativeLibrary(
    CryptoProvider provider, @Nullable Source source, @Nullable String objection, boolean failed) {

  private static final List<CryptoProvider> ALL =
      List.of(CryptoProvider.ACCP, CryptoProvider.CONSCRYPT);

  /** The providers whose libraries are needed. */
  static List<CryptoProvider> wantedBy(CryptoProvider wanted) {
    return ALL.stream()
        .filter(candidate -> wanted == candidate || wanted == CryptoProvider.AUTO)
        .toList();
  }

  /** Loads the library of a provider that is none of the JDK's. */
  static NativeLibrary load(CryptoProvider wanted) {
    String name = wanted == CryptoProvider.ACCP ? "ACCP" : "Conscrypt";
    if (!supportedPlatform()) {
      return missing(
          wanted, name + " is for Linux on x86_64 and aarch64, and this is " + platform());
    }
    try {
      Source source = wanted == CryptoProvider.ACCP ? AccpLibrary.load() : ConscryptLibrary.load();
      return new NativeLibrary(wanted, source, null, false);
    } catch (CryptoUnavailableException | RuntimeException | LinkageError e) {
      if (e.getCause() instanceof ClassNotFoundException) {
        return missing(wanted, name + " does not load: its jar is not there");
      }
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new NativeLibrary(wanted, null, name + " does not load: " + reason, true);
    }
  }

  private static NativeLibrary missing(CryptoProvider provider, String objection) {
    return new NativeLibrary(provider, null, objection, false);
  }

  private static boolean supportedPlatform() {
    return platform().matches("linux (amd64|aarch64)");
  }

  private static String platform() {
    return (System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .toLowerCase(Locale.ROOT);
  }
}
