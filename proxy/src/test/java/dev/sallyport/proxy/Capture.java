package dev.sallyport.proxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * What goes over loopback from and to some ports, written by dumpcap and read by tshark. Where
 * capturing is not permitted the test is skipped, but fails where the environment says that this is
 * CI.
 */
public final class Capture implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Tool tshark = Tool.of("tshark");
  private final Path file;
  private final int[] ports;
  private final Process dumpcap;

  private Capture(Path directory, int... ports) throws IOException {
    this.file = directory.resolve("capture.pcapng");
    this.ports = ports;
    Path said = directory.resolve("dumpcap.txt");
    String filter =
        IntStream.of(ports)
            .mapToObj(port -> "tcp port " + port)
            .collect(Collectors.joining(" or "));
    dumpcap =
        Tool.of("dumpcap")
            .start(
                List.of("-q", "-B", "16", "-i", "lo", "-f", filter, "-w", file.toString()), said);
    await()
        .atMost(PATIENCE)
        .until(() -> !dumpcap.isAlive() || Files.readString(said).contains("File:"));
    String why = Files.readString(said);
    if (!dumpcap.isAlive() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("cannot capture: " + why);
    }
    Assumptions.assumeTrue(dumpcap.isAlive(), "cannot capture: " + why);
  }

  /** Begins; on return every packet is taken. */
  public static Capture of(Path directory, int... ports) throws IOException {
    return new Capture(directory, ports);
  }

  /** Where the packets are written to. */
  public Path file() {
    return file;
  }

  /** Whether tshark knows a field. */
  public boolean knows(String field) {
    return tshark
            .run(List.of("-r", file.toString(), "-T", "fields", "-e", field, "-c", "1"))
            .exitCode()
        == 0;
  }

  /**
   * Waits until a number of packets that the display filter lets through have come.
   *
   * @param options further ones of tshark
   * @return the fields of each packet
   */
  public List<List<String>> packets(
      int count, String filter, List<String> options, String... fields) {
    return await()
        .atMost(PATIENCE)
        .until(() -> packets(filter, options, fields), packets -> packets.size() >= count);
  }

  private List<List<String>> packets(String filter, List<String> options, String... fields) {
    List<String> arguments = new ArrayList<>(List.of("-r", file.toString(), "-Y", filter));
    for (int port : ports) {
      arguments.addAll(List.of("-d", "tcp.port==" + port + ",tls"));
      arguments.addAll(List.of("-d", "tls.port==" + port + ",http"));
    }
    arguments.addAll(options);
    arguments.addAll(List.of("-T", "fields"));
    for (String field : fields) {
      arguments.addAll(List.of("-e", field));
    }
    Tool.Result result = tshark.run(arguments);
    return result.out().lines().map(line -> List.of(line.split("\t", -1))).toList();
  }

  @Override
  public void close() {
    dumpcap.destroy();
    await().atMost(PATIENCE).until(() -> !dumpcap.isAlive());
  }
}
