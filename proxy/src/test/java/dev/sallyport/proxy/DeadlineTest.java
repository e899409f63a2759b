package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

  @Test
  void everyStepHasWhatTheOnesBeforeItLeft() {
    Deadline deadline = Deadline.in(Duration.ofMillis(900), now::get);
    Deadline sooner = deadline.before(Duration.ofMillis(300));
    now.addAndGet(Duration.ofMillis(250).toNanos());
    assertThat(deadline.left()).isEqualTo(Duration.ofMillis(650));
    assertThat(sooner.left()).isEqualTo(Duration.ofMillis(350));
    now.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(deadline.left()).isEqualTo(Duration.ofMillis(150));
    assertThat(sooner.left()).isZero();
  }
}
