package dev.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The medians of all that was measured, and their ratios. */
final class Figures {

  /** Whom the others are held against: the better one of them counts. */
  private static final List<String> PEERS = List.of("nginx", "haproxy");

  private final List<Case> cases;
  private final List<String> systems;
  private final Map<List<String>, List<Measurement>> measured;

  private Figures(
      List<Case> cases, List<String> systems, Map<List<String>, List<Measurement>> measured) {
    this.cases = cases;
    this.systems = systems;
    this.measured = measured;
  }

  /**
   * Reads what the scripts have left.
   *
   * @param directory with {@code cases.tsv} and {@code results.tsv}
   */
  static Figures read(Path directory) throws IOException {
    List<Measurement> all = lines(directory, "results.tsv").map(Measurement::parse).toList();
    Map<List<String>, List<Measurement>> measured =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    m -> List.of(m.name(), m.system()), LinkedHashMap::new, Collectors.toList()));
    return new Figures(
        lines(directory, "cases.tsv")
            .map(Case::parse)
            .filter(c -> measured.keySet().stream().anyMatch(key -> key.get(0).equals(c.name())))
            .toList(),
        all.stream()
            .map(Measurement::system)
            .distinct()
            .sorted(Comparator.comparingInt(Figures::rank))
            .toList(),
        measured);
  }

  private static Stream<String> lines(Path directory, String file) throws IOException {
    return Files.readAllLines(directory.resolve(file)).stream();
  }

  /** Peers come first, then the relay, then the program; else all stay in their order. */
  private static int rank(String system) {
    int peer = PEERS.indexOf(system);
    if (peer >= 0) {
      return peer;
    }
    return system.startsWith("netty") ? PEERS.size() : PEERS.size() + 1;
  }

  private static OptionalDouble median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  List<Case> cases() {
    return cases;
  }

  List<String> systems() {
    return systems;
  }

  /** The median of what a system did in a case, where it was measured. */
  OptionalDouble median(Case one, String system) {
    return median(measured(one, system).stream().mapToDouble(Measurement::value));
  }

  /** The better one of the peers, where there is one. */
  OptionalDouble best(Case one) {
    return bestPeer(one).map(peer -> median(one, peer)).orElse(OptionalDouble.empty());
  }

  /**
   * How many times what the better one of the peers did: the median over the rounds of what the two
   * did in the same one. A machine that others use too is faster in one round than in another.
   */
  OptionalDouble ratio(Case one, String system) {
    List<Measurement> peers =
        bestPeer(one).map(peer -> measured(one, peer)).orElse(List.of()).stream()
            .filter(peer -> peer.value() > 0)
            .toList();
    return median(
        measured(one, system).stream()
            .flatMapToDouble(
                mine ->
                    peers.stream()
                        .filter(peer -> peer.round() == mine.round())
                        .mapToDouble(peer -> mine.value() / peer.value())));
  }

  private Optional<String> bestPeer(Case one) {
    Comparator<String> byMedian = Comparator.comparingDouble(peer -> median(one, peer).orElse(0));
    return PEERS.stream()
        .filter(peer -> median(one, peer).orElse(0) > 0)
        .max(one.moreIsBetter() ? byMedian : byMedian.reversed());
  }

  private List<Measurement> measured(Case one, String system) {
    return measured.getOrDefault(List.of(one.name(), system), List.of());
  }

  static boolean isPeer(String system) {
    return PEERS.contains(system);
  }

  /** A figure with three digits that count, as far as there are that many. */
  static String show(double value) {
    int digits = value >= 100 || value == 0 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
