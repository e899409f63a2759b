package dev.sallyport.tls.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Operations for each second of CPU that the JVM's Java threads took, its compiler and collector
 * left out: what a machine that does other work too leaves comparable.
 */
public final class CpuTime implements InternalProfiler {
  private static final double NANOS = 1e9;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  @Override
  public String getDescription() {
    return "operations for each second of CPU";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = taken();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double seconds = (taken() - before) / NANOS;
    return List.of(
        new ScalarResult(
            "cpu", result.getMetadata().getAllOps() / seconds, "ops/s", AggregationPolicy.AVG));
  }

  private long taken() {
    long nanos = 0;
    for (long thread : threads.getAllThreadIds()) {
      nanos += Math.max(0, threads.getThreadCpuTime(thread));
    }
    return nanos;
  }
}
