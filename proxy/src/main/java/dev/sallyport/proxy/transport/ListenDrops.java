package dev.sallyport.proxy.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many SYNs, and last ACKs of handshakes, the kernel has dropped at listening sockets; who
 * sends again is counted again.
 *
 * @param overflows because the queue of connections that wait to be accepted was full
 * @param all for whatever reason
 */
record ListenDrops(long overflows, long all) {

  static final ListenDrops NONE = new ListenDrops(0, 0);

  private static final String GROUP = "TcpExt:";

  /**
   * Reads what {@code /proc/net/netstat} tells: of each group a line of names, then one of values.
   *
   * @throws IOException also when it does not tell both
   */
  static ListenDrops in(Path netstat) throws IOException {
    List<List<String>> lines =
        Files.readAllLines(netstat).stream()
            .map(line -> List.of(line.split(" ")))
            .filter(words -> words.get(0).equals(GROUP))
            .toList();
    if (lines.size() != 2) {
      throw new IOException(netstat + ": " + lines.size() + " lines of " + GROUP);
    }
    List<String> names = lines.get(0);
    List<String> values = lines.get(1);
    return new ListenDrops(
        value("ListenOverflows", names, values), value("ListenDrops", names, values));
  }

  private static long value(String name, List<String> names, List<String> values)
      throws IOException {
    int at = names.indexOf(name);
    if (at < 0 || at >= values.size()) {
      throw new IOException("the kernel does not count " + name);
    }
    try {
      return Long.parseLong(values.get(at));
    } catch (NumberFormatException e) {
      throw new IOException(name + " is no number: " + values.get(at), e);
    }
  }

  /** What came after {@code earlier}. */
  ListenDrops since(ListenDrops earlier) {
    return new ListenDrops(overflows - earlier.overflows, all - earlier.all);
  }

  boolean some() {
    return overflows > 0 || all > 0;
  }
}
