package dev.sallyport.proxy.scanners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** testssl.sh finds nothing of weight in the default settings. */
class TestSslIT {

  /** Its severities above LOW, and that it could not do its work. */
  private static final Set<String> OF_WEIGHT = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL");

  /** Each for a reason that lies in the certificate of the test. */
  private static final Map<String, String> ALLOWED =
      Map.of("cert_revocation", "a CA of a test says nowhere what it has revoked");

  /** What it has to have looked at. */
  private static final List<String> LOOKED_AT =
      List.of(
          "SSLv2",
          "SSLv3",
          "TLS1",
          "TLS1_1",
          "TLS1_2",
          "TLS1_3",
          "cipherlist_NULL",
          "cipherlist_aNULL",
          "cipherlist_EXPORT",
          "PFS",
          "cipher_order",
          "heartbleed",
          "CCS",
          "ticketbleed",
          "ROBOT",
          "secure_renego",
          "secure_client_renego",
          "CRIME_TLS",
          "POODLE_SSL",
          "SWEET32",
          "FREAK",
          "DROWN",
          "LOGJAM",
          "BEAST",
          "LUCKY13",
          "RC4");

  @TempDir private Path directory;

  private record Finding(String id, String severity, String text) {

    /** What it is about, whichever of the certificates. */
    String topic() {
      return id.replaceFirst(" <cert#[0-9]+>$", "");
    }
  }

  @Test
  @Timeout(600)
  void findsNothingOfWeight() throws Exception {
    Tool testssl = Tool.of("testssl");
    Path report = directory.resolve("findings.json");
    try (ScannedProxy scanned = ScannedProxy.start(directory, "")) {
      Process process =
          testssl.start(
              List.of(
                  "--quiet",
                  "--color=0",
                  "--warnings=batch",
                  "--jsonfile=" + report,
                  "--add-ca=" + scanned.trust(),
                  "--ip=127.0.0.1",
                  "--protocols",
                  "--std",
                  "--pfs",
                  "--server-preference",
                  "--server-defaults",
                  "--vulnerable",
                  "web.test:" + scanned.port()),
              directory.resolve("errors"));
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
      List<Finding> findings = findings(report);
      assertThat(findings).as(said).extracting(Finding::id).containsAll(LOOKED_AT);
      assertThat(findings)
          .filteredOn(finding -> OF_WEIGHT.contains(finding.severity()))
          .filteredOn(finding -> !ALLOWED.containsKey(finding.topic()))
          .isEmpty();
    }
  }

  /** One JSON list of flat objects. */
  private static List<Finding> findings(Path report) throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(Files.readString(report))) {
      Map<String, String> fields = new HashMap<>();
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          fields.put(parser.currentName(), parser.getText());
        } else if (token == JsonToken.END_OBJECT) {
          findings.add(
              new Finding(
                  fields.getOrDefault("id", ""),
                  fields.getOrDefault("severity", ""),
                  fields.getOrDefault("finding", "")));
          fields.clear();
        }
      }
    }
    return findings;
  }
}
