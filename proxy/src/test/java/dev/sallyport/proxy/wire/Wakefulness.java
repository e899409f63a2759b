package dev.sallyport.proxy.wire;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the processors awake with work that gives way to any other: one of a virtual machine that
 * has gone to sleep may take milliseconds until its host lets it run again.
 */
final class Wakefulness implements AutoCloseable {

  /** Ends by itself when nobody waits for it any more. */
  private static final String SPIN = "while [ -d /proc/$PPID ]; do :; done";

  private static final Path NOWHERE = Path.of("/dev/null");

  private final List<Process> spinning = new ArrayList<>();

  private Wakefulness() {}

  static Wakefulness begin() throws IOException {
    Wakefulness wakefulness = new Wakefulness();
    Tool chrt = Tool.of("chrt");
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      wakefulness.spinning.add(chrt.start(List.of("--idle", "0", "sh", "-c", SPIN), NOWHERE));
    }
    return wakefulness;
  }

  @Override
  public void close() {
    spinning.forEach(Process::destroy);
  }
}
