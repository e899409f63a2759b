package dev.sallyport.proxy.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tracing instance of this process in tracefs: a buffer of its own, with the events of TCP
 * sockets whose ports are those of the proxy ({@code Documentation/trace/events.rst} of Linux).
 *
 * <p>Instances outlive their makers, so those of processes that are gone are taken away at the
 * start. One that somebody reads cannot be: the kernel says that it is busy.
 */
final class TraceInstance implements AutoCloseable {

  /** Where tracefs is mounted. */
  static final Path TRACEFS = Path.of("/sys/kernel/tracing");

  private static final String PREFIX = "sallyport-";

  /** For each processor: some ten thousand events. */
  private static final String BUFFER_KB = "2048";

  /** Each is foiled only by a process that starts within the same microseconds. */
  private static final int ATTEMPTS = 20;

  private static final String STATES = "events/sock/inet_sock_set_state";

  /** What leads to SYN_SENT (2) has no port yet, what leads to SYN_RECV (3) is on its way. */
  private static final String TELLING = "newstate!=2&&newstate!=3";

  private static final String SENT_RESET = "events/tcp/tcp_send_reset";
  private static final List<String> WITH_PORTS =
      List.of(STATES, "events/tcp/tcp_receive_reset", "events/tcp/tcp_retransmit_skb");
  private static final List<String> EVENTS =
      Stream.concat(WITH_PORTS.stream(), Stream.of(SENT_RESET)).toList();

  private final Path directory;
  private final InputStream trace;

  private TraceInstance(Path directory) throws IOException {
    this.directory = directory;
    // At once: what nobody reads is taken for stale by another process that starts.
    this.trace = Files.newInputStream(directory.resolve("trace_pipe"));
  }

  /**
   * Makes the instance; nothing is written into it yet.
   *
   * @param tracefs where that is mounted
   * @throws WitnessUnavailableException if the kernel, or who we are, does not allow it
   */
  static TraceInstance make(Path tracefs) throws WitnessUnavailableException {
    Path instances = tracefs.resolve("instances");
    require(tracefs);
    try {
      removeStale(instances);
      return makeAmongOthers(instances);
    } catch (AccessDeniedException e) {
      throw new WitnessUnavailableException(notPermitted(tracefs));
    } catch (IOException e) {
      throw new WitnessUnavailableException("tracefs does not do as asked: " + e);
    }
  }

  /**
   * Another process that starts just now may take it for stale before it is read, and the kernel
   * says one thing or another of what is taken away: then another is made.
   */
  private static TraceInstance makeAmongOthers(Path instances) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path directory = Files.createDirectory(instances.resolve(name()));
      try {
        return begin(directory);
      } catch (IOException e) {
        remove(directory);
        if (attempt == ATTEMPTS || e instanceof AccessDeniedException) {
          throw e;
        }
      }
    }
  }

  private static TraceInstance begin(Path directory) throws IOException {
    TraceInstance made = new TraceInstance(directory);
    try {
      made.write("trace_clock", "mono");
      made.write("buffer_size_kb", BUFFER_KB);
      return made;
    } catch (IOException e) {
      made.trace.close();
      throw e;
    }
  }

  /**
   * Looks whether the kernel can be heard, and changes nothing.
   *
   * @throws WitnessUnavailableException if the kernel, or who we are, does not allow it
   */
  static void require(Path tracefs) throws WitnessUnavailableException {
    Path instances = tracefs.resolve("instances");
    if (Files.isDirectory(tracefs) && !Files.isExecutable(tracefs)) {
      throw new WitnessUnavailableException(notPermitted(tracefs));
    }
    if (!Files.isDirectory(instances)) {
      throw new WitnessUnavailableException(
          "there is no %s (is tracefs mounted? mount -t tracefs nodev %s)"
              .formatted(instances, tracefs));
    }
    if (!Files.isWritable(instances)) {
      throw new WitnessUnavailableException(notPermitted(tracefs));
    }
    for (String event : EVENTS) {
      if (!Files.exists(tracefs.resolve(event))) {
        throw new WitnessUnavailableException("this kernel has no " + tracefs.resolve(event));
      }
    }
    Path format = tracefs.resolve(SENT_RESET + "/format");
    try {
      if (!Files.readString(format).contains(" reason;")) {
        throw new WitnessUnavailableException(
            "this kernel does not tell why it sends RST (no reason in " + format + ")");
      }
    } catch (IOException e) {
      throw new WitnessUnavailableException("tracefs does not do as asked: " + e);
    }
  }

  private static String notPermitted(Path tracefs) {
    return tracefs + " may not be written by this user: run as root, or as a user who may";
  }

  /** Of this process, and of no other on the host: in a container many have the same number. */
  private static String name() {
    return PREFIX
        + ProcessHandle.current().pid()
        + "-"
        + Integer.toHexString(new SecureRandom().nextInt());
  }

  /**
   * Lets the kernel write what it does with sockets of these ports.
   *
   * @param local ports that are listened on
   * @param remote ports that are dialled
   */
  void enable(Collection<Integer> local, Collection<Integer> remote) throws IOException {
    String ports = ports(local, remote);
    for (String event : WITH_PORTS) {
      write(event + "/filter", event.equals(STATES) ? "(" + ports + ")&&" + TELLING : ports);
    }
    for (String event : EVENTS) {
      write(event + "/enable", "1");
    }
  }

  /** Only sockets of ours: the port is ours at the near end, or a backend's at the far end. */
  static String ports(Collection<Integer> local, Collection<Integer> remote) {
    return Stream.concat(
            new TreeSet<>(local).stream().map(port -> "sport==" + port),
            new TreeSet<>(remote).stream().map(port -> "dport==" + port))
        .collect(Collectors.joining("||"));
  }

  /** What is written, as it comes; to be read by one thread, which blocks, and closed by it. */
  InputStream trace() {
    return trace;
  }

  /** Puts a line of ours into the trace, which wakes who reads it. */
  void mark(String text) throws IOException {
    write("trace_marker", text);
  }

  /** Takes the instance away; its {@link #trace} has to be closed before. */
  @Override
  public void close() {
    remove(directory);
  }

  private static void remove(Path instance) {
    try {
      Files.deleteIfExists(instance);
    } catch (IOException busy) {
      // The next process to start takes it away.
    }
  }

  private static void removeStale(Path instances) throws IOException {
    try (DirectoryStream<Path> stale = Files.newDirectoryStream(instances, PREFIX + "*")) {
      for (Path instance : stale) {
        remove(instance);
      }
    }
  }

  private void write(String file, String text) throws IOException {
    // Without CREATE: what is not there is not there for this kernel.
    Files.write(directory.resolve(file), text.getBytes(US_ASCII), StandardOpenOption.WRITE);
  }
}
