package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Timer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a connection.
 *
 * <p>A task that is scheduled too early for a limit set later looks again when it comes up, so that
 * neither a change of limit nor a byte that moved costs a rescheduling. Inactivity is looked at
 * {@value #LOOKS} times within its limit: what moved is noticed late, and counts from when it is.
 */
final class SideTimer implements Runnable {

  /** What a timer asks of its flow. All times are nanoseconds on the flow's clock. */
  interface Owner {
    long now();

    /** When bytes last moved, as far as can be known. */
    long lastActivity();

    long limit(Timer timer);

    /** The limit ran out. */
    void expired(Timer timer);
  }

  private static final int LOOKS = 8;

  private final EventLoop loop;
  private final Owner owner;
  private Timer timer = Timer.NONE;
  private long since;
  private long scheduledFor;
  private @Nullable ScheduledFuture<?> task;

  SideTimer(EventLoop loop, Owner owner) {
    this.loop = loop;
    this.owner = owner;
  }

  /** Puts the connection under another limit, from now on; the same limit goes on as it was. */
  void set(Timer wanted) {
    if (wanted == timer) {
      return;
    }
    timer = wanted;
    if (wanted == Timer.NONE) {
      return;
    }
    since = owner.now();
    long due = since + owner.limit(wanted) / (isInactivity() ? LOOKS : 1);
    if (task == null || due < scheduledFor) {
      schedule(due);
    }
  }

  /** Starts the limit anew. */
  void restart() {
    Timer again = timer;
    timer = Timer.NONE;
    set(again);
  }

  /** Forgets everything. */
  void cancel() {
    timer = Timer.NONE;
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  private boolean isInactivity() {
    return timer == Timer.IDLE || timer == Timer.HALF_CLOSE;
  }

  private void schedule(long due) {
    if (task != null) {
      task.cancel(false);
    }
    scheduledFor = due;
    task = loop.schedule(this, due - owner.now(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    task = null;
    if (timer == Timer.NONE) {
      return;
    }
    long limit = owner.limit(timer);
    long from = isInactivity() ? Math.max(since, owner.lastActivity()) : since;
    long due = from + limit;
    long now = owner.now();
    if (due > now) {
      schedule(isInactivity() ? Math.min(due, now + limit / LOOKS) : due);
    } else {
      Timer expired = timer;
      timer = Timer.NONE;
      owner.expired(expired);
    }
  }
}
