package dev.sallyport.proxy.leaks;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a leaked buffer is found.
 *
 * <p>Every allocation is watched (paranoid). It takes effect when Jupiter loads it, which is before
 * any test class makes Netty create its detectors. A leak whose buffer is still reachable when its
 * class ends is found, and fails, a later class; the text of the leak says where the buffer was
 * last touched.
 */
public final class LeakCheck implements AfterAllCallback {
  private static final Leaks LEAKS = watch();

  private static Leaks watch() {
    Leaks leaks = new Leaks();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(leaks);
    return leaks;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = LEAKS.take();
    if (!leaks.isEmpty()) {
      throw new AssertionError("leaked: " + String.join("\n", leaks));
    }
  }
}
