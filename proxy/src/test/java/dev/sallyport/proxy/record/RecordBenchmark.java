package dev.sallyport.proxy.record;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records a second that become JSON: as text, and as lines of a batch for the connection log. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class RecordBenchmark {

  /** Records that the ladders are drawn of: with TLS on one side, on both, and on none. */
  @Param({"https", "re-encrypted", "cleartext"})
  String flow = "";

  private FlowRecord record;
  private final LogBatch batch = new LogBatch();

  @Setup
  public void prepare() throws IOException {
    record = FlowJson.read(FlowJsonTest.resource(flow));
  }

  @Benchmark
  public String write() {
    return FlowJson.write(record);
  }

  @Benchmark
  public int batch() throws IOException {
    batch.add(record);
    int lines = batch.lines();
    if (batch.isFull()) {
      batch.clear();
    }
    return lines;
  }

  @Benchmark
  public FlowRecord read(Text text) throws IOException {
    return FlowJson.read(text.line);
  }

  /** The line of the record. */
  @State(Scope.Thread)
  public static class Text {
    private String line = "";

    @Setup
    public void prepare(RecordBenchmark records) {
      line = FlowJson.write(records.record);
    }
  }
}
