package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.kernel.KernelWitness;
import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.transport.Transport;
import dev.sallyport.tls.KeyLog;
import dev.sallyport.tls.bc.CryptoTier;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every flow of a proxy uses. Safe for use by any event loop.
 *
 * @param clock the wall clock, read once a flow
 * @param log takes the record of each flow that is over; must not block
 * @param keyLog takes the secrets of TLS; null: they are not logged
 * @param witness tells what the kernel does with connections; null: nobody does
 */
public record Services(
    Transport transport,
    Timeouts timeouts,
    Ticker ticker,
    InstantSource clock,
    FlowRegistry registry,
    Consumer<FlowRecord> log,
    FastThreadLocal<LoopResources> loops,
    @Nullable KeyLog keyLog,
    @Nullable KernelWitness witness) {

  /** With resources of their own for each event loop, no key log and no witness. */
  public Services(
      Transport transport,
      Timeouts timeouts,
      Ticker ticker,
      InstantSource clock,
      FlowRegistry registry,
      CryptoTier crypto,
      Consumer<FlowRecord> log) {
    this(
        transport,
        timeouts,
        ticker,
        clock,
        registry,
        log,
        LoopResources.perLoop(crypto),
        null,
        null);
  }

  /** The same with a key log; null: none. */
  public Services withKeyLog(@Nullable KeyLog secrets) {
    return new Services(transport, timeouts, ticker, clock, registry, log, loops, secrets, witness);
  }

  /** The same with a witness; null: none. */
  public Services withWitness(@Nullable KernelWitness other) {
    return new Services(transport, timeouts, ticker, clock, registry, log, loops, keyLog, other);
  }

  LoopResources loop() {
    return loops.get();
  }
}
