package dev.sallyport.proxy.wire;

import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import dev.sallyport.proxy.wire.KernelSockets.End;
import java.util.Set;

/** The ends of connections that the kernel kept in TIME_WAIT at a moment. */
record TimeWaits(Set<End> ends) {

  /** Those of now: soon a new connection may take the ports of an old one. */
  static TimeWaits now() {
    return new TimeWaits(KernelSockets.in("time-wait"));
  }

  /** Who keeps a connection in TIME_WAIT, seen from the end at {@code local}. */
  TimeWait of(int local, int remote) {
    boolean ours = ends.contains(new End(local, remote));
    boolean theirs = ends.contains(new End(remote, local));
    if (ours) {
      return theirs ? TimeWait.BOTH : TimeWait.LOCAL;
    }
    return theirs ? TimeWait.PEER : TimeWait.NONE;
  }
}
