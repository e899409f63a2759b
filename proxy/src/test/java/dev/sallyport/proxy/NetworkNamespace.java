package dev.sallyport.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace of this machine that a test has to itself, with a loopback that is up, and,
 * where asked for, a cable to the root namespace, where the test runs. Where such cannot be made
 * the test is skipped, but fails where the environment says that this is CI.
 *
 * <p>Its name tells which process made it, so that what a killed one left behind is removed by the
 * next.
 */
public final class NetworkNamespace implements AutoCloseable {

  /** What the end of the cable is called in here. */
  public static final String END = "up0";

  private static final String PREFIX = "sp-";
  private static final AtomicInteger MADE = new AtomicInteger();

  private final String name;
  private @Nullable String rootEnd;

  private NetworkNamespace(String name) {
    this.name = name;
  }

  /** The two addresses of a subnet of their own, at a cable's ends. */
  public record Ends(String root, String far) {}

  /**
   * Makes one.
   *
   * @param role stands in its name
   */
  public static NetworkNamespace create(String role) {
    removeStale();
    String name =
        PREFIX + role + "-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();
    Tool.Result made = tool().run(List.of("netns", "add", name));
    if (made.exitCode() != 0 && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("no network namespace can be made: " + made.err());
    }
    Assumptions.assumeTrue(
        made.exitCode() == 0, () -> "no network namespace can be made: " + made.err());
    NetworkNamespace namespace = new NetworkNamespace(name);
    namespace.ip("link", "set", "lo", "up");
    return namespace;
  }

  private static Tool tool() {
    return Tool.of("ip");
  }

  private static void root(String... arguments) {
    Tool.Result result = tool().run(List.of(arguments));
    if (result.exitCode() != 0) {
      throw new AssertionError("ip " + String.join(" ", arguments) + ": " + result.err());
    }
  }

  /** What a process has left that is no more. */
  private static void removeStale() {
    tool()
        .run(List.of("netns", "list"))
        .out()
        .lines()
        .map(line -> line.split(" ", -1)[0])
        .filter(name -> maker(name).filter(pid -> ProcessHandle.of(pid).isEmpty()).isPresent())
        .forEach(NetworkNamespace::remove);
  }

  private static Optional<Long> maker(String name) {
    String[] parts = name.split("-", -1);
    return name.startsWith(PREFIX) && parts.length == 4 && parts[2].matches("\\d+")
        ? Optional.of(Long.valueOf(parts[2]))
        : Optional.empty();
  }

  /** Ends what runs in it, and it. */
  private static void remove(String name) {
    tool()
        .run(List.of("netns", "pids", name))
        .out()
        .lines()
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .flatMap(Optional::stream)
        .forEach(ProcessHandle::destroyForcibly);
    tool().run(List.of("netns", "del", name));
  }

  public String name() {
    return name;
  }

  /** What stands before a command to have it run in here. */
  public List<String> entering() {
    return List.of("ip", "netns", "exec", name);
  }

  /** Configures it as {@code ip} is told. */
  public void ip(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-n", name));
    all.addAll(List.of(arguments));
    root(all.toArray(String[]::new));
  }

  /** Runs a command in here to its end. */
  public Tool.Result run(List<String> command) {
    return tool().run(within(command));
  }

  /** Starts a command in here; what it complains of goes to a file. */
  public Process start(List<String> command, Path errors) throws IOException {
    return tool().start(within(command), errors);
  }

  private List<String> within(List<String> command) {
    List<String> arguments = new ArrayList<>(List.of("netns", "exec", name));
    arguments.addAll(command);
    return arguments;
  }

  /** Sets a value of {@code /proc/sys}: {@code net.ipv4.ip_local_port_range}. */
  public void set(String key, String value) {
    String file = "/proc/sys/" + key.replace('.', '/');
    Tool.Result result = run(List.of("sh", "-c", "echo " + value + " >" + file));
    if (result.exitCode() != 0) {
      throw new AssertionError(key + " = " + value + ": " + result.err());
    }
  }

  /** Lays the cable: on return both ends are up, and the root's end has its address. */
  public Ends joinRoot() throws IOException {
    Ends ends = freeSubnet();
    String near = "sp" + Long.toString(ProcessHandle.current().pid(), 36) + "x" + MADE.get();
    root("link", "add", near, "type", "veth", "peer", "name", END, "netns", name);
    rootEnd = near;
    root("link", "set", near, "addrgenmode", "none");
    root("addr", "add", ends.root() + "/30", "dev", near);
    root("link", "set", near, "up");
    raise(END);
    return ends;
  }

  /** Lays a cable on from here: its end here is called {@code device}. */
  public void join(NetworkNamespace other, String device) {
    ip("link", "add", device, "type", "veth", "peer", "name", END, "netns", other.name);
    raise(device);
    other.raise(END);
  }

  /** Brings an interface up that says nothing by itself. */
  private void raise(String device) {
    ip("link", "set", device, "addrgenmode", "none");
    ip("link", "set", device, "up");
  }

  /** Gives the end of the cable in here the far address. */
  public void address(Ends ends) {
    ip("addr", "add", ends.far() + "/30", "dev", END);
  }

  private static Ends freeSubnet() throws IOException {
    while (true) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String prefix = "10.200." + random.nextInt(256) + ".";
      int network = 4 * random.nextInt(64);
      Ends ends = new Ends(prefix + (network + 1), prefix + (network + 2));
      if (NetworkInterface.getByInetAddress(InetAddress.getByName(ends.root())) == null) {
        return ends;
      }
    }
  }

  /** Ends what runs in here, and removes it and its cable. */
  @Override
  public void close() {
    if (rootEnd != null) {
      tool().run(List.of("link", "del", rootEnd));
    }
    remove(name);
  }
}
