package dev.sallyport.proxy.pipeline;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides whether a listening socket accepts: it does while nobody has a reason against it. The
 * first reason is that the proxy is {@link Reason#STARTING}. Connections that come meanwhile wait
 * in the kernel's backlog.
 *
 * <p>Any thread may open and close it; what it does, it does on the listening channel's event loop.
 */
public final class AcceptGate {

  /** Why a listener accepts no more for now. */
  public enum Reason {
    /** The proxy is not ready. */
    STARTING,
    /** As many connections as the listener may have. */
    MAX_CONNECTIONS,
    /** The connection log cannot keep up. */
    LOG_FULL,
    /** The process has no file descriptor left. */
    DESCRIPTORS
  }

  private final Channel listening;
  private final Set<Reason> reasons = EnumSet.of(Reason.STARTING);

  AcceptGate(Channel listening) {
    this.listening = listening;
    listening.config().setAutoRead(false);
  }

  /** Accepts no more, for {@code reason}. */
  public void close(Reason reason) {
    change(reason, true);
  }

  /** {@code reason} is no more. */
  public void open(Reason reason) {
    change(reason, false);
  }

  private void change(Reason reason, boolean against) {
    if (!listening.eventLoop().inEventLoop()) {
      listening.eventLoop().execute(() -> change(reason, against));
      return;
    }
    boolean changed = against ? reasons.add(reason) : reasons.remove(reason);
    if (changed) {
      listening.config().setAutoRead(reasons.isEmpty());
    }
  }
}
