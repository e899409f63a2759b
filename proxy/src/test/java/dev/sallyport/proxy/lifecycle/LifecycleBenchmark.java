package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whole flows a second through the machine, each with TLS on both sides and an end in order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class LifecycleBenchmark {
  private static final Plan PLAN = new Plan(Plan.TlsMode.ENDPOINT, true, DialOn.HANDSHAKE, false);

  /** What happens, in order. */
  private static final List<Step> STEPS =
      List.of(
          new Step(DOWNSTREAM, Event.ACCEPTED),
          new Step(DOWNSTREAM, Event.HELLO),
          new Step(DOWNSTREAM, Event.KEYS_DERIVED),
          new Step(DOWNSTREAM, Event.HANDSHAKE_COMPLETED),
          new Step(UPSTREAM, Event.DIALLED),
          new Step(UPSTREAM, Event.CONNECTED),
          new Step(UPSTREAM, Event.HELLO),
          new Step(UPSTREAM, Event.KEYS_DERIVED),
          new Step(UPSTREAM, Event.CERTIFICATE_VERIFIED),
          new Step(UPSTREAM, Event.HANDSHAKE_COMPLETED),
          new Step(DOWNSTREAM, Event.CLOSE_NOTIFY_RECEIVED),
          new Step(DOWNSTREAM, Event.FIN_RECEIVED),
          new Step(UPSTREAM, Event.CLOSE_NOTIFY_SENT),
          new Step(UPSTREAM, Event.FIN_SENT),
          new Step(UPSTREAM, Event.CLOSE_NOTIFY_RECEIVED),
          new Step(UPSTREAM, Event.FIN_RECEIVED),
          new Step(UPSTREAM, Event.DESCRIPTOR_CLOSED),
          new Step(DOWNSTREAM, Event.CLOSE_NOTIFY_SENT),
          new Step(DOWNSTREAM, Event.FIN_SENT),
          new Step(DOWNSTREAM, Event.DESCRIPTOR_CLOSED));

  private record Step(Side side, Event event) {}

  /** Fails where the script is none that ends, which would be quick and say nothing. */
  @Setup
  public void check() {
    if (!flow().isReported()) {
      throw new IllegalStateException("the flow does not end");
    }
  }

  @Benchmark
  public Lifecycle flow() {
    Lifecycle lifecycle = new Lifecycle(PLAN, new Timeline(Ticker.SYSTEM), () -> false);
    for (Step step : STEPS) {
      lifecycle.on(step.side(), step.event());
    }
    return lifecycle;
  }
}
