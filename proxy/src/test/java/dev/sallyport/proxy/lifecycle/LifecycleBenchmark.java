package dev.sallyport.proxy.lifecycle;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

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

  /** What happens, in order; the side of each stands in {@link #SIDES}. */
  private static final Event[] EVENTS = {
    Event.ACCEPTED,
    Event.HELLO,
    Event.KEYS_DERIVED,
    Event.HANDSHAKE_COMPLETED,
    Event.DIALLED,
    Event.CONNECTED,
    Event.HELLO,
    Event.KEYS_DERIVED,
    Event.CERTIFICATE_VERIFIED,
    Event.HANDSHAKE_COMPLETED,
    Event.CLOSE_NOTIFY_RECEIVED,
    Event.FIN_RECEIVED,
    Event.CLOSE_NOTIFY_SENT,
    Event.FIN_SENT,
    Event.CLOSE_NOTIFY_RECEIVED,
    Event.FIN_RECEIVED,
    Event.DESCRIPTOR_CLOSED,
    Event.CLOSE_NOTIFY_SENT,
    Event.FIN_SENT,
    Event.DESCRIPTOR_CLOSED
  };

  private static final Side[] SIDES = {
    DOWNSTREAM,
    DOWNSTREAM,
    DOWNSTREAM,
    DOWNSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    DOWNSTREAM,
    DOWNSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    UPSTREAM,
    DOWNSTREAM,
    DOWNSTREAM,
    DOWNSTREAM
  };

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
    for (int i = 0; i < EVENTS.length; i++) {
      lifecycle.on(SIDES[i], EVENTS[i]);
    }
    return lifecycle;
  }
}
