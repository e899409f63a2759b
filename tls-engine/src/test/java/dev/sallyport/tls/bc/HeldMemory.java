package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * How much memory an engine holds that no other shares: what a crowd of its kind adds to the heap
 * after garbage collection, divided by their number.
 */
final class HeldMemory {
  private static final int ENGINES = 32;

  /** So that what is made once and shared is there: classes, caches, arrays of the loop. */
  private static final int BEFORE = 3;

  private static final int SAMPLES = 3;

  private static final int BASE = 16 * 1024;
  private static final int EACH_OCTET = 4;
  private static final int MOST = 128 * 1024;

  private HeldMemory() {}

  /** Holds engines that were left in the middle of a handshake to the bound. */
  static void assertBounded(Supplier<Stalled> maker) {
    Stalled one = maker.get();
    assertThat(one.engine().failed()).as("%s", one.engine().failure()).isFalse();
    assertThat(one.engine().established()).isFalse();
    long bound = Math.min(BASE + EACH_OCTET * (long) one.received(), MOST);
    assertThat(least(maker, bound))
        .as("octets of memory for %d received", one.received())
        .isLessThanOrEqualTo(bound);
  }

  /** Other threads of the JVM can add to what is measured, never take from it. */
  private static long least(Supplier<Stalled> maker, long bound) {
    long least = held(maker);
    for (int again = 1; again < SAMPLES && least > bound; again++) {
      least = Math.min(least, held(maker));
    }
    return least;
  }

  static long held(Supplier<Stalled> maker) {
    Stalled[] crowd = new Stalled[ENGINES];
    for (int i = 0; i < BEFORE; i++) {
      crowd[i] = maker.get();
    }
    Arrays.fill(crowd, null);
    try {
      long before = used();
      for (int i = 0; i < ENGINES; i++) {
        crowd[i] = maker.get().alone();
      }
      return (used() - before) / ENGINES;
    } finally {
      Reference.reachabilityFence(crowd);
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
