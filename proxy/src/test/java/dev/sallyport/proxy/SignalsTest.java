package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
  /** SIGWINCH does nothing to a process that does not catch it. */
  private static final String HARMLESS = "WINCH";

  @Test
  void aSignalThatArrivesCallsTheAction() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    assertThat(Signals.on(HARMLESS, calls::incrementAndGet)).isTrue();
    raise(HARMLESS);
    await().until(() -> calls.get() == 1);
    raise(HARMLESS);
    await().until(() -> calls.get() == 2);
  }

  @Test
  void aSignalThatDoesNotExistCannotBeCaught() {
    assertThat(Signals.on("NOSUCH", () -> {})).isFalse();
  }

  @Test
  void aSignalThatTheJvmKeepsCannotBeCaught() {
    assertThat(Signals.on("SEGV", () -> {})).isFalse();
  }

  private static void raise(String signal) throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, self).start().waitFor()).isZero();
  }
}
