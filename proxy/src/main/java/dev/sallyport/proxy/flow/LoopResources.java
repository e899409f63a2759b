package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.pipeline.Scratch;
import dev.sallyport.tls.bc.BouncyCastleTls;
import io.netty.util.concurrent.FastThreadLocal;

/** What the flows of one event loop share without locks: the engine's workshop and the scratch. */
final class LoopResources {

  private static final class PerLoop extends FastThreadLocal<LoopResources> {
    @Override
    protected LoopResources initialValue() {
      return new LoopResources();
    }
  }

  private final BouncyCastleTls engines = new BouncyCastleTls();
  private final Scratch scratch = new Scratch();

  /** Makes one of these for each event loop that asks. */
  static FastThreadLocal<LoopResources> perLoop() {
    return new PerLoop();
  }

  BouncyCastleTls engines() {
    return engines;
  }

  Scratch scratch() {
    return scratch;
  }
}
