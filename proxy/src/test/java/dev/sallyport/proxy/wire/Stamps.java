package dev.sallyport.proxy.wire;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far the times of records are from those of the packets, by kind of stamp: nanoseconds, later
 * than the packet is positive.
 */
final class Stamps {

  private final Map<String, long[]> offsets = new TreeMap<>();
  private final Map<String, String> worst = new HashMap<>();
  private String scenario = "";

  /** What is added from now on is of this one. */
  void begin(String title) {
    scenario = title;
  }

  void add(String kind, long nanos) {
    if (!offsets.containsKey(kind) || Math.abs(nanos) > percentile(kind, 100)) {
      worst.put(kind, scenario);
    }
    long[] before = offsets.getOrDefault(kind, new long[0]);
    long[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = nanos;
    offsets.put(kind, after);
  }

  List<String> kinds() {
    return List.copyOf(offsets.keySet());
  }

  private long[] of(String kind) {
    long[] known = offsets.get(kind);
    if (known == null) {
      throw new IllegalArgumentException("no stamp of " + kind);
    }
    return known;
  }

  /** How many there are of a kind. */
  int count(String kind) {
    return of(kind).length;
  }

  /** The distance that so many of a hundred stay within. */
  long percentile(String kind, int percent) {
    long[] distances = Arrays.stream(of(kind)).map(Math::abs).sorted().toArray();
    return distances[Math.max(0, (distances.length * percent + 99) / 100 - 1)];
  }

  /** All kinds as a table, in microseconds. */
  String table() {
    return offsets.keySet().stream()
        .map(this::row)
        .collect(
            Collectors.joining(
                "\n",
                "%-26s %5s %8s %8s %8s %8s %8s  %s%n"
                    .formatted(
                        "us after the packet", "n", "least", "p50", "p95", "p99", "most", "worst"),
                "\n"));
  }

  private String row(String kind) {
    long[] sorted = Arrays.stream(of(kind)).sorted().toArray();
    return "%-26s %5d %8d %8d %8d %8d %8d  %s"
        .formatted(
            kind,
            sorted.length,
            sorted[0] / 1000,
            percentile(kind, 50) / 1000,
            percentile(kind, 95) / 1000,
            percentile(kind, 99) / 1000,
            sorted[sorted.length - 1] / 1000,
            worst.get(kind));
  }
}
