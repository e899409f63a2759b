package dev.sallyport.tls.bc;

import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Where each cryptographic primitive of this process comes from: from a native library where one
 * loads and passes a self-test, else from the JDK (X25519 from Bouncy Castle, which is faster).
 * Nothing is registered with the JVM. Immutable and thread-safe; made once, at start.
 */
public final class CryptoTier {
  private static final List<CryptoProvider> NATIVE =
      List.of(CryptoProvider.ACCP, CryptoProvider.CONSCRYPT);

  private final Map<Primitive, Source> sources;
  private final List<String> objections;

  private CryptoTier(Map<Primitive, Source> sources, List<String> objections) {
    this.sources = sources;
    this.objections = List.copyOf(objections);
  }

  /** The JDK alone; always there. */
  public static CryptoTier jdk() {
    return new CryptoTier(new EnumMap<>(Primitive.class), List.of());
  }

  /**
   * Loads and tests what is wanted: takes some tenths of a second. A native library is unpacked
   * into {@code java.io.tmpdir}, which has to allow execution.
   *
   * @throws CryptoUnavailableException if the one that is named does not load, or a primitive of it
   *     fails its test; never for {@link CryptoProvider#AUTO}
   */
  public static CryptoTier select(CryptoProvider wanted) throws CryptoUnavailableException {
    Map<CryptoProvider, Source> loaded = new EnumMap<>(CryptoProvider.class);
    List<String> objections = new ArrayList<>();
    for (CryptoProvider candidate : NATIVE) {
      if (wanted == candidate) {
        loaded.put(candidate, load(candidate));
      } else if (wanted == CryptoProvider.AUTO) {
        try {
          loaded.put(candidate, load(candidate));
        } catch (CryptoUnavailableException e) {
          objections.add(e.getMessage());
        }
      }
    }
    Map<Primitive, Source> sources = new EnumMap<>(Primitive.class);
    for (Primitive primitive : Primitive.values()) {
      choose(primitive, loaded, sources, objections);
    }
    if (wanted != CryptoProvider.AUTO && !objections.isEmpty()) {
      throw new CryptoUnavailableException(String.join("; ", objections));
    }
    return new CryptoTier(sources, objections);
  }

  /** Takes the first library that passes the test, and says why the others do not. */
  static void choose(
      Primitive primitive,
      Map<CryptoProvider, Source> loaded,
      Map<Primitive, Source> sources,
      List<String> objections) {
    for (CryptoProvider candidate : primitive.nativeOnes()) {
      Source source = loaded.get(candidate);
      if (source != null) {
        try {
          SelfTest.run(primitive, source);
          sources.put(primitive, source);
          return;
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
          objections.add(source.name() + " fails the test of " + primitive.label() + ": " + e);
        }
      }
    }
  }

  private static Source load(CryptoProvider wanted) throws CryptoUnavailableException {
    String name = wanted == CryptoProvider.ACCP ? "ACCP" : "Conscrypt";
    if (!supportedPlatform()) {
      throw new CryptoUnavailableException(
          name + " is for Linux on x86_64 and aarch64, and this is " + platform());
    }
    try {
      return wanted == CryptoProvider.ACCP ? AccpLibrary.load() : ConscryptLibrary.load();
    } catch (CryptoUnavailableException | RuntimeException | LinkageError e) {
      throw new CryptoUnavailableException(name + " does not load: " + reason(e), e);
    }
  }

  private static String reason(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return thrown instanceof NoClassDefFoundError ? "its jar is not there" : message;
  }

  private static boolean supportedPlatform() {
    return platform().matches("linux (amd64|aarch64)");
  }

  private static String platform() {
    return (System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .toLowerCase(Locale.ROOT);
  }

  Source source(Primitive primitive) {
    return Objects.requireNonNullElse(sources.get(primitive), Source.JDK);
  }

  /** One line for the log: what comes from where, and why a library is not used. */
  public String describe() {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    sources.forEach(
        (primitive, source) ->
            labels
                .computeIfAbsent(source.name(), name -> new ArrayList<>())
                .add(primitive.label()));
    String what =
        labels.isEmpty()
            ? "crypto: " + Source.JDK.name()
            : labels.entrySet().stream()
                .map(entry -> entry.getKey() + " " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; ", "crypto: native (", ")"));
    return objections.isEmpty() ? what : what + "; " + String.join("; ", objections);
  }
}
