package dev.sallyport.proxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.proxy.NetworkNamespace;
import dev.sallyport.proxy.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A host from which every packet takes its time to this one, and back: a network namespace whose
 * only cable leads to another one, in which a small program relays each frame later. Programs that
 * run in it are clients from far away.
 */
public final class DelayedHost implements AutoCloseable {

  private static final String DOWN = "down0";

  private final NetworkNamespace client;
  private final NetworkNamespace relay;
  private final NetworkNamespace.Ends ends;
  private final Process relaying;

  private DelayedHost(
      NetworkNamespace client,
      NetworkNamespace relay,
      NetworkNamespace.Ends ends,
      Process relaying) {
    this.client = client;
    this.relay = relay;
    this.ends = ends;
    this.relaying = relaying;
  }

  /**
   * Makes one; on return its packets come through.
   *
   * @param oneWay how much later, each way
   */
  public static DelayedHost start(Path directory, Duration oneWay) throws IOException {
    Tool.of("python3");
    NetworkNamespace client = NetworkNamespace.create("client");
    NetworkNamespace relay = NetworkNamespace.create("relay");
    try {
      NetworkNamespace.Ends ends = relay.joinRoot();
      relay.join(client, DOWN);
      client.address(ends);
      return new DelayedHost(client, relay, ends, relay(relay, directory, oneWay));
    } catch (IOException | RuntimeException | Error e) {
      client.close();
      relay.close();
      throw e;
    }
  }

  private static Process relay(NetworkNamespace relay, Path directory, Duration oneWay)
      throws IOException {
    Path errors = directory.resolve("relay.txt");
    String micros = Long.toString(oneWay.toNanos() / 1000);
    Process process =
        relay.start(List.of("python3", program(), NetworkNamespace.END, DOWN, micros), errors);
    BufferedReader says = process.inputReader(UTF_8);
    if (!"relaying".equals(says.readLine())) {
      process.destroyForcibly();
      throw new AssertionError("no relay: " + Files.readString(errors));
    }
    return process;
  }

  private static String program() {
    try {
      URL program = Objects.requireNonNull(DelayedHost.class.getResource("delay.py"));
      return Path.of(program.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of this host by which it reaches a proxy. */
  public String proxyAddress() {
    return ends.root();
  }

  /** Runs a command there to its end. */
  public Tool.Result run(List<String> command) {
    return client.run(command);
  }

  @Override
  public void close() throws IOException {
    relaying.getOutputStream().close();
    client.close();
    relay.close();
  }
}
