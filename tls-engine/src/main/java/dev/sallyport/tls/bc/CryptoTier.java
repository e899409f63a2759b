package dev.sallyport.tls.bc;

import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where each cryptographic primitive of this process comes from: from a native library where one
 * loads and passes a self-test, else from the JDK (X25519 from Bouncy Castle, which is faster).
 * Nothing is registered with the JVM. Immutable and thread-safe; made once, at start.
 */
public final class CryptoTier {
  private final Map<Primitive, Source> sources;
  private final List<String> objections;
  private final boolean degraded;

  private CryptoTier(Map<Primitive, Source> sources, List<String> objections, boolean degraded) {
    this.sources = sources;
    this.objections = List.copyOf(objections);
    this.degraded = degraded;
  }

  /**
   * What became of one primitive.
   *
   * @param source null: the JDK has to do it
   * @param objections to the libraries that failed its test
   */
  record Choice(Primitive primitive, @Nullable Source source, List<String> objections) {
    Choice {
      objections = List.copyOf(objections);
    }
  }

  /** The JDK alone; always there. */
  public static CryptoTier jdk() {
    return new CryptoTier(new EnumMap<>(Primitive.class), List.of(), false);
  }

  /**
   * Loads and tests what is wanted, on as many threads as there are processors: takes some tenths
   * of a second. A native library is unpacked into {@code java.io.tmpdir}, which has to allow
   * execution.
   *
   * @throws CryptoUnavailableException if the one that is named does not load, or a primitive of it
   *     fails its test; never for {@link CryptoProvider#AUTO}
   */
  public static CryptoTier select(CryptoProvider wanted) throws CryptoUnavailableException {
    List<NativeLibrary> libraries =
        NativeLibrary.wantedBy(wanted).parallelStream().map(NativeLibrary::load).toList();
    Map<CryptoProvider, Source> loaded = new EnumMap<>(CryptoProvider.class);
    List<String> objections = new ArrayList<>();
    for (NativeLibrary library : libraries) {
      if (library.source() != null) {
        loaded.put(library.provider(), library.source());
      }
      if (library.objection() != null) {
        objections.add(library.objection());
      }
    }
    List<Choice> choices =
        Arrays.stream(Primitive.values())
            .parallel()
            .map(primitive -> choose(primitive, loaded))
            .toList();
    choices.forEach(choice -> objections.addAll(choice.objections()));
    if (wanted != CryptoProvider.AUTO && !objections.isEmpty()) {
      throw new CryptoUnavailableException(String.join("; ", objections));
    }
    Map<Primitive, Source> sources = new EnumMap<>(Primitive.class);
    for (Choice choice : choices) {
      if (choice.source() != null) {
        sources.put(choice.primitive(), choice.source());
      }
    }
    return new CryptoTier(
        sources,
        objections,
        libraries.stream().anyMatch(NativeLibrary::failed)
            || choices.stream().anyMatch(choice -> !choice.objections().isEmpty()));
  }

  /** Takes the first library that passes the test, and says why others do not. */
  static Choice choose(Primitive primitive, Map<CryptoProvider, Source> loaded) {
    List<String> objections = new ArrayList<>();
    for (CryptoProvider candidate : primitive.nativeOnes()) {
      Source source = loaded.get(candidate);
      if (source != null) {
        try {
          SelfTest.run(primitive, source);
          return new Choice(primitive, source, objections);
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
          objections.add(source.name() + " fails the test of " + primitive.label() + ": " + e);
        }
      }
    }
    return new Choice(primitive, null, objections);
  }

  Source source(Primitive primitive) {
    return Objects.requireNonNullElse(sources.get(primitive), Source.JDK);
  }

  /**
   * Whether a library that is there for this platform was tried and cannot be used, which makes TLS
   * cost more than it would have to. {@link #describe} says why.
   */
  public boolean degraded() {
    return degraded;
  }

  /** One line for the log: what comes from where, and why a library is not used. */
  public String describe() {
    Map<String, List<String>> labels =
        sources.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.getValue().name(),
                    LinkedHashMap::new,
                    Collectors.mapping(entry -> entry.getKey().label(), Collectors.toList())));
    String what =
        labels.isEmpty()
            ? "crypto: " + Source.JDK.name()
            : labels.entrySet().stream()
                .map(entry -> entry.getKey() + " " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; ", "crypto: native (", ")"));
    return objections.isEmpty() ? what : what + "; " + String.join("; ", objections);
  }
}
