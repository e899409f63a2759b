package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.RunningProxy;
import dev.sallyport.proxy.record.FlowRecord;
import java.nio.file.Path;
import java.util.List;

/**
 * The proxy of all cells of one kind, which come one after the other and read their own records.
 */
final class SharedProxy implements AutoCloseable {
  private final RunningProxy proxy;
  private int before;

  private SharedProxy(RunningProxy proxy) {
    this.proxy = proxy;
  }

  /** Starts one with one event loop, which keeps sessions of its own. */
  static SharedProxy start(Path directory, String configuration) {
    return new SharedProxy(
        RunningProxy.start(directory, configuration + "\ntransport.threads = 1\n"));
  }

  /** Begins a cell: what is recorded from now on is its. */
  int enter(String listener) {
    before = proxy.recorded().size();
    return proxy.address(listener).getPort();
  }

  /** Waits for the records of the cell, which are as many as its connections. */
  List<FlowRecord> records(int connections) {
    List<FlowRecord> all = proxy.records(before + connections);
    return all.subList(before, all.size());
  }

  @Override
  public void close() {
    proxy.close();
  }
}
