package dev.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the kernel says of the TCP sockets of this machine (proc(5), {@code /proc/net/tcp}): the way
 * to wait for what happens between two sockets without touching either.
 */
public final class TcpTable {
  private static final List<Path> FILES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private static final int SYN_SENT = 0x02;
  private static final int CLOSE_WAIT = 0x08;
  private static final int LISTEN = 0x0A;

  /**
   * A socket.
   *
   * @param unread octets that it has not read, of which FIN is one; of one that listens, the
   *     connections that wait to be accepted
   * @param inode of who has it open; 0 for one that only the kernel still has
   */
  private record Row(int localPort, int remotePort, int state, int unread, long inode) {
    boolean isOpenConnection() {
      return inode != 0 && state != LISTEN;
    }
  }

  private TcpTable() {}

  static boolean isListening(int port) throws IOException {
    return any(row -> row.state == LISTEN && row.localPort == port);
  }

  /** Whether {@code count} connections wait to be accepted at a port. */
  static boolean isQueued(int count, int port) throws IOException {
    return any(row -> row.state == LISTEN && row.localPort == port && row.unread == count);
  }

  /** Whether somebody waits for a port to answer the SYN. */
  public static boolean isDialling(int port) throws IOException {
    return any(row -> row.state == SYN_SENT && row.remotePort == port);
  }

  /** Whether a connection that was accepted at a port has been read up to the peer's FIN. */
  static boolean hasReadFin(int port) throws IOException {
    return any(row -> row.state == CLOSE_WAIT && row.localPort == port && row.unread == 0);
  }

  /** Whether nothing of what was sent on the connections accepted at a port is unread. */
  public static boolean hasReadAll(int port) throws IOException {
    return !any(row -> row.isOpenConnection() && row.localPort == port && row.unread > 0);
  }

  /** Whether somebody has a connection open that was accepted at one port or dialled to another. */
  public static boolean isOpen(int accepted, int dialled) throws IOException {
    return any(
        row -> row.isOpenConnection() && (row.localPort == accepted || row.remotePort == dialled));
  }

  private static boolean any(Predicate<Row> wanted) throws IOException {
    for (Path file : FILES) {
      if (Files.exists(file)) {
        try (Stream<String> lines = Files.lines(file)) {
          if (lines.skip(1).map(TcpTable::row).anyMatch(wanted)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static Row row(String line) {
    String[] columns = line.strip().split(" +", -1);
    return new Row(
        behindColon(columns[1]),
        behindColon(columns[2]),
        Integer.parseInt(columns[3], 16),
        behindColon(columns[4]),
        Long.parseLong(columns[9]));
  }

  private static int behindColon(String pair) {
    return Integer.parseUnsignedInt(pair.substring(pair.indexOf(':') + 1), 16);
  }
}
