package dev.sallyport.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The connection log of the proxy, read record by record. */
final class RecordLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private int taken;

  RecordLog(Path file) {
    this.file = file;
  }

  /** Waits for the record of the connection that ended, the only new one. */
  Flow next() throws IOException {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(ProxyProcess.PATIENCE)
        .until(() -> lines().size() > taken);
    List<String> lines = lines();
    assertThat(lines).as("one record for each connection").hasSize(taken + 1);
    JsonNode record = JSON.readTree(lines.get(taken++));
    JsonNode error = record.path("error");
    JsonNode alert = error.path("alert");
    return new Flow(
        record.path("outcome").asText(),
        error.path("side").asText(),
        error.path("type").asText(),
        alert.path("direction").asText(),
        alert.path("level").asText(),
        alert.path("name").asText(),
        error.path("detail").asText());
  }

  /** How many records there are now. */
  int size() throws IOException {
    return lines().size();
  }

  int taken() {
    return taken;
  }

  private List<String> lines() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
