package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.transport.LoopBuffers;
import dev.sallyport.tls.KnownHellos;
import dev.sallyport.tls.bc.BouncyCastleTls;
import dev.sallyport.tls.bc.CryptoTier;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What the flows of one event loop share without locks: what makes TLS engines, the buffers, and
 * the hellos that were seen before.
 */
final class LoopResources {

  private static final class PerLoop extends FastThreadLocal<LoopResources> {
    private final CryptoTier crypto;

    PerLoop(CryptoTier crypto) {
      this.crypto = crypto;
    }

    @Override
    protected LoopResources initialValue() {
      return new LoopResources(crypto);
    }

    @Override
    protected void onRemoval(LoopResources resources) {
      resources.buffers.release();
    }
  }

  private final BouncyCastleTls engines;
  private final LoopBuffers buffers = new LoopBuffers();
  private final KnownHellos hellos = new KnownHellos();

  private LoopResources(CryptoTier crypto) {
    engines = new BouncyCastleTls(crypto);
  }

  /** Makes one of these for each event loop that asks. */
  static FastThreadLocal<LoopResources> perLoop(CryptoTier crypto) {
    return new PerLoop(crypto);
  }

  BouncyCastleTls engines() {
    return engines;
  }

  LoopBuffers buffers() {
    return buffers;
  }

  KnownHellos hellos() {
    return hellos;
  }
}
