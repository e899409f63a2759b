package dev.sallyport.proxy.wire;

import dev.sallyport.proxy.Tool;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sockets that the kernel has in a state, as {@code ss} lists them. On loopback it has both
 * ends of a connection; whose one is tells its local port.
 */
final class KernelSockets {

  /** One end of a connection. */
  record End(int local, int remote) {}

  private KernelSockets() {}

  /**
   * Those there are now.
   *
   * @param state in the spelling of {@code ss}
   */
  static Set<End> in(String state) {
    Tool.Result result = Tool.of("ss").run(List.of("-tanH", "state", state));
    return result
        .out()
        .lines()
        .map(line -> line.strip().split(" +", -1))
        .map(columns -> new End(port(columns[2]), port(columns[3])))
        .collect(Collectors.toSet());
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
