package dev.sallyport.proxy.flow;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The flows that are not over yet. Safe for use by any thread. */
public final class FlowRegistry {

  private final Set<Flow> flows = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private volatile boolean draining;

  void add(Flow flow) {
    accepted.increment();
    flows.add(flow);
  }

  void remove(Flow flow) {
    flows.remove(flow);
    completeWhenEmpty();
  }

  /** How many flows are running. */
  public int running() {
    return flows.size();
  }

  /** How many flows there have been. */
  public long accepted() {
    return accepted.sum();
  }

  /**
   * Says when the last flow has ended. To be called when no more can be accepted.
   *
   * @return completes on whichever thread ends the last flow
   */
  public CompletableFuture<Void> drained() {
    draining = true;
    completeWhenEmpty();
    return emptied;
  }

  /**
   * Ends every flow that still runs.
   *
   * @param why their records say
   */
  public void drainNow(String why) {
    flows.forEach(flow -> flow.drain(why));
  }

  private void completeWhenEmpty() {
    if (draining && flows.isEmpty()) {
      emptied.complete(null);
    }
  }
}
