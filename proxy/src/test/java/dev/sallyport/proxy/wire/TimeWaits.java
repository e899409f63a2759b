package dev.sallyport.proxy.wire;

import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ends of connections that the kernel keeps in TIME_WAIT. On loopback it has both, and that of
 * whom it is tells the local port.
 */
final class TimeWaits {

  private record End(int local, int remote) {}

  private final Set<End> ends = new HashSet<>();

  /** Adds what there is now. */
  void look() {
    Tool.Result result = Tool.of("ss").run(List.of("-tanH", "state", "time-wait"));
    result
        .out()
        .lines()
        .map(line -> line.strip().split(" +", -1))
        .forEach(columns -> ends.add(new End(port(columns[2]), port(columns[3]))));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
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
