package dev.sallyport.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Opens flows and holds them. Reads commands from its standard input and answers each with a line:
 *
 * <ul>
 *   <li>{@code open COUNT} opens that many more flows, with one request each
 *   <li>{@code load RATE SECONDS} asks that often a second, on all flows by turns
 *   <li>{@code resume SECONDS} opens and closes flows of its own with sessions that are resumed
 * </ul>
 */
public final class FlowClient {
  private final Connector connector;
  private final List<ClientFlow> flows = new ArrayList<>();

  private FlowClient(Connector connector) {
    this.connector = connector;
  }

  /**
   * Runs until its standard input ends.
   *
   * @param arguments the port, and the path that is asked for
   */
  public static void main(String[] arguments)
      throws IOException, ExecutionException, InterruptedException {
    FlowClient client = new FlowClient(new Connector(Integer.parseInt(arguments[0]), arguments[1]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(client.perform(line.split(" ", -1)));
    }
    System.exit(0);
  }

  private String perform(String[] words) throws ExecutionException, InterruptedException {
    int number = Integer.parseInt(words[1]);
    return switch (words[0]) {
      case "open" ->
          "opened %d failed %d"
              .formatted(number, onLoop(() -> new Opening(connector, flows, number).begin()));
      case "load" -> {
        int seconds = Integer.parseInt(words[2]);
        yield onLoop(() -> new OpenLoop(connector.loop(), flows, number, seconds).begin()).line();
      }
      case "resume" -> onLoop(() -> new Resuming(connector, number).begin());
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private <T> T onLoop(Supplier<CompletableFuture<T>> task)
      throws ExecutionException, InterruptedException {
    return CompletableFuture.supplyAsync(task, connector.loop()).get().get();
  }
}
