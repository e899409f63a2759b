package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {

  private final AtomicInteger runs = new AtomicInteger();
  private final Queue<Runnable> handedOver = new ArrayDeque<>();

  @Test
  void whatIsAskedForBeforeItsRunBeginsIsOneRun() {
    OneAtATime task = new OneAtATime(runs::incrementAndGet, handedOver::add);
    CompletableFuture<Void> first = task.ask();
    CompletableFuture<Void> second = task.ask();
    assertThat(handedOver).hasSize(1);
    assertThat(first).isNotDone();
    handedOver.remove().run();
    assertThat(runs).hasValue(1);
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
  }

  @Test
  void whatIsAskedForWhileItHangsIsRememberedOnceAndNeedsNoOtherThread() throws Exception {
    AtomicInteger threads = new AtomicInteger();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    OneAtATime task =
        new OneAtATime(
            () -> {
              runs.incrementAndGet();
              hangs.countDown();
              await(released);
            },
            run -> {
              threads.incrementAndGet();
              Proxy.runBeside(run);
            });
    CompletableFuture<Void> first = task.ask();
    hangs.await();
    CompletableFuture<Void> second = task.ask();
    for (int signal = 0; signal < 10; signal++) {
      assertThat(task.ask()).isSameAs(second).isNotDone();
    }
    assertThat(first).isNotDone();
    released.countDown();
    second.join();
    assertThat(first).isCompleted();
    assertThat(runs).hasValue(2);
    assertThat(threads).hasValue(1);
  }

  @Test
  void whatHasEndedCanBeAskedForAgainAlsoWhereItFailed() {
    OneAtATime task =
        new OneAtATime(
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("cannot");
              }
            },
            handedOver::add);
    CompletableFuture<Void> first = task.ask();
    handedOver.remove().run();
    assertThatThrownBy(first::join).hasRootCauseMessage("cannot");
    CompletableFuture<Void> second = task.ask();
    handedOver.remove().run();
    assertThat(second).isCompleted();
    assertThat(runs).hasValue(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
