package dev.sallyport.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.Timer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All times are milliseconds; limits are 800 but for the connect timeout, which is 200. */
class SideTimerTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Slow owner = new Slow();
  private final SideTimer timer = new SideTimer(channel.eventLoop(), owner);

  SideTimerTest() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    timer.cancel();
    channel.finishAndReleaseAll();
  }

  @Test
  void expiresOnceWhenItsLimitIsUp() {
    timer.set(Timer.CLOSE);
    assertExpiresAfter(800, "CLOSE at 800");
    pass(5000);
    assertThat(owner.expired).hasSize(1);
  }

  @Test
  void goesOnAsItWasWhenTheSameLimitIsSetAgain() {
    timer.set(Timer.CLOSE);
    pass(500);
    timer.set(Timer.CLOSE);
    assertExpiresAfter(300, "CLOSE at 800");
  }

  @Test
  void isCountedAnewWhenRestartedOrChanged() {
    timer.set(Timer.CLOSE);
    pass(500);
    timer.restart();
    pass(700);
    timer.set(Timer.HANDSHAKE);
    assertExpiresAfter(800, "HANDSHAKE at 2000");
  }

  @Test
  void aShorterLimitIsNotKeptWaitingByALongerOne() {
    timer.set(Timer.HANDSHAKE);
    pass(100);
    timer.set(Timer.CONNECT);
    assertExpiresAfter(200, "CONNECT at 300");
  }

  @Test
  void neverExpiresOnceTakenAwayOrCancelled() {
    timer.set(Timer.CLOSE);
    timer.set(Timer.NONE);
    pass(2000);
    timer.set(Timer.IDLE);
    timer.cancel();
    pass(2000);
    assertThat(owner.expired).isEmpty();
  }

  @Test
  void inactivityIsCountedFromTheLastByteThatMoved() {
    timer.set(Timer.IDLE);
    for (int moved = 0; moved < 10; moved++) {
      pass(700);
      owner.touched = owner.now();
    }
    pass(799);
    assertThat(owner.expired).isEmpty();
    pass(101);
    assertThat(owner.expired).singleElement().asString().startsWith("IDLE at 7800");
  }

  /** What the kernel hands to a slow peer is known to have moved when it is looked at, not when. */
  @Test
  void whatIsOnlySeenWhenLookedAtAddsLittle() {
    timer.set(Timer.HALF_CLOSE);
    pass(1);
    owner.moved = true;
    pass(900);
    assertThat(owner.expired).containsExactly("HALF_CLOSE at 900");
  }

  /** Nothing has expired, and nothing does before so many milliseconds have passed. */
  private void assertExpiresAfter(int millis, String what) {
    pass(millis - 1);
    assertThat(owner.expired).isEmpty();
    pass(1);
    assertThat(owner.expired).containsExactly(what);
  }

  private void pass(int millis) {
    for (int i = 0; i < millis; i++) {
      owner.now += 1_000_000;
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private static final class Slow implements SideTimer.Owner {
    private final List<String> expired = new ArrayList<>();
    private long now;
    private long touched;
    private boolean moved;

    @Override
    public long now() {
      return now;
    }

    @Override
    public long lastActivity() {
      if (moved) {
        moved = false;
        touched = now;
      }
      return touched;
    }

    @Override
    public long limit(Timer timer) {
      return TimeUnit.MILLISECONDS.toNanos(timer == Timer.CONNECT ? 200 : 800);
    }

    @Override
    public void expired(Timer timer) {
      expired.add(timer + " at " + now / 1_000_000);
    }
  }
}
