package dev.sallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The medians of all that was measured, in the order in which it was measured. */
final class Figures {

  /** Whom the others are held against: the better one of them counts. */
  private static final List<String> PEERS = List.of("nginx", "haproxy");

  private final List<Case> cases;
  private final List<String> systems;
  private final Map<List<String>, Double> medians;

  private Figures(List<Case> cases, List<String> systems, Map<List<String>, Double> medians) {
    this.cases = cases;
    this.systems = systems;
    this.medians = medians;
  }

  /**
   * Reads what the scripts have left.
   *
   * @param directory with {@code cases.tsv} and {@code results.tsv}
   */
  static Figures read(Path directory) throws IOException {
    List<Measurement> all = lines(directory, "results.tsv").map(Measurement::parse).toList();
    Map<List<String>, Double> medians =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    m -> List.of(m.name(), m.system()),
                    LinkedHashMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), Figures::median)));
    return new Figures(
        lines(directory, "cases.tsv")
            .map(Case::parse)
            .filter(c -> medians.keySet().stream().anyMatch(key -> key.get(0).equals(c.name())))
            .toList(),
        all.stream()
            .map(Measurement::system)
            .distinct()
            .sorted(Comparator.comparingInt(Figures::rank))
            .toList(),
        medians);
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

  private static double median(List<Measurement> measured) {
    double[] sorted = measured.stream().mapToDouble(Measurement::value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  List<Case> cases() {
    return cases;
  }

  List<String> systems() {
    return systems;
  }

  /** The median of what a system did in a case, where it was measured. */
  OptionalDouble median(Case one, String system) {
    Double median = medians.get(List.of(one.name(), system));
    return median == null ? OptionalDouble.empty() : OptionalDouble.of(median);
  }

  /** The better one of the peers, where there is one. */
  OptionalDouble best(Case one) {
    return PEERS.stream()
        .flatMapToDouble(peer -> median(one, peer).stream())
        .filter(value -> value > 0)
        .reduce(one::better);
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
