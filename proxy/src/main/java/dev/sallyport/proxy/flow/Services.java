package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.transport.Transport;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What every flow of a proxy uses. Safe for use by any event loop.
 *
 * @param clock the wall clock, read once a flow
 * @param log takes the record of each flow that is over; must not block
 */
public record Services(
    Transport transport,
    Timeouts timeouts,
    Ticker ticker,
    InstantSource clock,
    FlowRegistry registry,
    Consumer<FlowRecord> log,
    FastThreadLocal<LoopResources> loops) {

  /** With resources of their own for each event loop. */
  public Services(
      Transport transport,
      Timeouts timeouts,
      Ticker ticker,
      InstantSource clock,
      FlowRegistry registry,
      Consumer<FlowRecord> log) {
    this(transport, timeouts, ticker, clock, registry, log, LoopResources.perLoop());
  }

  LoopResources loop() {
    return loops.get();
  }
}
