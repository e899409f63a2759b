package dev.sallyport.proxy.leaks;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The leaks that detectors of one factory have found; thread-safe. */
final class Leaks extends ResourceLeakDetectorFactory {
  private static final Duration COLLECTED_WITHIN = Duration.ofSeconds(10);

  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final Queue<Detector<?>> detectors = new ConcurrentLinkedQueue<>();

  @Override
  @Deprecated // since Netty 4.1, and abstract all the same; Netty calls the other
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval, long maxActive) {
    throw new AssertionError("not called by Netty");
  }

  @Override
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval) {
    Detector<T> detector = new Detector<>(resource, samplingInterval, found);
    detectors.add(detector);
    return detector;
  }

  /** Collects garbage and takes what was found since the last call, one text per leak. */
  List<String> take() {
    collectGarbage();
    detectors.forEach(Detector::look);
    List<String> taken = new ArrayList<>();
    for (String leak = found.poll(); leak != null; leak = found.poll()) {
      taken.add(leak);
    }
    return taken;
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
    System.gc();
    try {
      // References are queued by a thread of the JVM some time after the collection that cleared
      // them.
      if (queue.remove(COLLECTED_WITHIN.toMillis()) != canary) {
        throw new IllegalStateException("no garbage was collected: leaks cannot be seen");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reports to a queue and not to the log. */
  private static final class Detector<T> extends ResourceLeakDetector<T> {
    private final Queue<String> found;

    Detector(Class<T> resource, int samplingInterval, Queue<String> found) {
      super(resource, samplingInterval);
      this.found = found;
    }

    /**
     * Makes the detector look at what was collected: it does so when it is given something to
     * watch.
     */
    @SuppressWarnings("unchecked") // whatever is watched is only compared with itself
    void look() {
      T watched = (T) new Object();
      ResourceLeakTracker<T> tracker = trackForcibly(watched);
      tracker.close(watched);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      found.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      found.add(type);
    }
  }
}
