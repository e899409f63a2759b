package dev.sallyport.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Opens flows, some at a time, each with one request, until there are as many as are wanted. Event
 * loop.
 */
final class Opening {
  private static final int AT_A_TIME = 32;

  private final Connector connector;
  private final List<ClientFlow> flows;
  private final int wanted;
  private final CompletableFuture<Integer> done = new CompletableFuture<>();
  private int begun;
  private int ended;
  private int failed;

  Opening(Connector connector, List<ClientFlow> flows, int wanted) {
    this.connector = connector;
    this.flows = flows;
    this.wanted = wanted;
  }

  /** Begins, and tells at the end how many failed. */
  CompletableFuture<Integer> begin() {
    for (int i = 0; i < AT_A_TIME; i++) {
      one();
    }
    return done;
  }

  private void one() {
    if (begun == wanted) {
      return;
    }
    begun++;
    ClientFlow flow = new ClientFlow(connector, this::ended);
    flows.add(flow);
    flow.open();
  }

  private void ended(boolean well) {
    ended++;
    failed += well ? 0 : 1;
    if (ended == wanted) {
      done.complete(failed);
    } else {
      one();
    }
  }
}
