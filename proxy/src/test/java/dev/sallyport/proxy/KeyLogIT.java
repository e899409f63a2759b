package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With the key log, tshark reads in a capture what went over both sides of a re-encrypting proxy,
 * in either version and after a KeyUpdate; without it, or of names that it is not for, it does not.
 */
class KeyLogIT {

  private static final String REQUEST = "GET /found HTTP/1.0\r\n\r\n";

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of both");
  private TestBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = TestBackend.accepting(JdkTls.listen(ca.server("app.test")), KeyLogIT::answer);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
  }

  private static void answer(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
    OutputStream out = connection.getOutputStream();
    out.write("HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nanswer".getBytes(US_ASCII));
  }

  private Path keys() {
    return directory.resolve("keys.log");
  }

  private RunningProxy proxy(String version, String keyLog) {
    return RunningProxy.reencrypting(
        directory,
        ca,
        backend.port(),
        "backends.app.tls.versions = [\"" + version + "\"]",
        "key-log { file = \"keys.log\" " + keyLog + " }",
        "transport.threads = 1");
  }

  private String curl(RunningProxy proxy, String name, String version) {
    return curl(proxy, name, version, 1);
  }

  /** As many requests as asked for, each on a connection of its own that resumes the one before. */
  private String curl(RunningProxy proxy, String name, String version, int times) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-sSk", "--http1.0", "--tls-max", version));
    arguments.addAll(List.of("--resolve", name + ":" + proxy.port() + ":127.0.0.1"));
    for (int i = 0; i < times; i++) {
      arguments.add("https://" + name + ":" + proxy.port() + "/found");
    }
    return Tool.of("curl").run(arguments).out();
  }

  @ParameterizedTest
  @CsvSource({"1.2,1.2", "1.3,1.3", "1.2,1.3", "1.3,1.2"})
  void tsharkReadsTheRequestOnBothSides(String downstream, String upstream) throws Exception {
    try (RunningProxy proxy = proxy(upstream, "");
        Capture capture = Capture.of(directory, proxy.port(), backend.port())) {
      assertThat(curl(proxy, "web.test", downstream)).isEqualTo("answer");
      FlowRecord flow = proxy.record();
      assertThat(Told.tls(flow, DOWNSTREAM).parameters().version()).endsWith(downstream);
      assertThat(Told.tls(flow, UPSTREAM).parameters().version()).endsWith(upstream);
      assertReadable(capture, proxy);
    }
  }

  @ParameterizedTest
  @CsvSource({"1.2,1.2", "1.3,1.3"})
  void tsharkReadsResumedConnectionsOfBothSides(String downstream, String upstream)
      throws Exception {
    try (RunningProxy proxy = proxy(upstream, "");
        Capture capture = Capture.of(directory, proxy.port(), backend.port())) {
      assertThat(curl(proxy, "web.test", downstream, 2)).isEqualTo("answeranswer");
      FlowRecord again = proxy.records(2).get(1);
      for (Side side : Side.values()) {
        assertThat(Told.tls(again, side).parameters().resumed()).as(side.name()).isTrue();
      }
      assertThat(capture.packets(4, "http.request", options(), "tcp.dstport"))
          .containsExactlyInAnyOrder(
              List.of(Integer.toString(proxy.port())),
              List.of(Integer.toString(proxy.port())),
              List.of(Integer.toString(backend.port())),
              List.of(Integer.toString(backend.port())));
    }
  }

  private void assertReadable(Capture capture, RunningProxy proxy) {
    assertThat(capture.packets(2, "http.request", options(), "tcp.dstport", "http.request.uri"))
        .containsExactlyInAnyOrder(
            List.of(Integer.toString(proxy.port()), "/found"),
            List.of(Integer.toString(backend.port()), "/found"));
    assertThat(capture.packets(2, "http.response", options(), "tcp.srcport", "http.response.code"))
        .containsExactlyInAnyOrder(
            List.of(Integer.toString(proxy.port()), "200"),
            List.of(Integer.toString(backend.port()), "200"));
    assertThat(capture.packets(0, "http", List.of(), "tcp.dstport")).isEmpty();
  }

  private List<String> options() {
    return List.of("-o", "tls.keylog_file:" + keys());
  }

  @Test
  void tsharkGoesOnAfterAKeyUpdate() throws Exception {
    Path said = directory.resolve("s_client.txt");
    try (RunningProxy proxy = proxy("1.3", "");
        Capture capture = Capture.of(directory, proxy.port(), backend.port())) {
      Process client =
          Tool.of("openssl")
              .start(
                  List.of("s_client", "-tls1_3", "-crlf", "-connect", "127.0.0.1:" + proxy.port()),
                  said);
      try (OutputStream in = client.getOutputStream()) {
        in.write("K\n".getBytes(US_ASCII));
        in.flush();
        await().until(() -> Files.readString(said).contains("KEYUPDATE"));
        in.write(REQUEST.replace("\r", "").getBytes(US_ASCII));
        in.flush();
        assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
            .contains("HTTP/1.0 200 OK");
      } finally {
        client.destroy();
      }
      FlowAssert.assertThatFlow(proxy.record())
          .passed(DOWNSTREAM, "in tls.key_update", "out tls.key_update");
      await().until(() -> lines("SERVER_TRAFFIC_SECRET_1").size() == 1);
      assertThat(lines("CLIENT_TRAFFIC_SECRET_1")).hasSize(1);
      assertReadable(capture, proxy);
    }
  }

  private List<String> lines(String label) throws IOException {
    return Files.readAllLines(keys()).stream().filter(line -> line.startsWith(label)).toList();
  }

  @Test
  void ofOtherNamesNothingIsWritten() throws Exception {
    try (RunningProxy proxy = proxy("1.3", ", server-names = [\"*.test\"]")) {
      List<FlowRecord> flows = askForAnotherThenForOurs(proxy);
      await().until(() -> Files.readAllLines(keys()).size() == 15);
      assertThat(logged(flows.get(0), DOWNSTREAM)).isZero();
      assertThat(logged(flows.get(0), UPSTREAM)).as("asked for app.test").isEqualTo(5);
      assertThat(logged(flows.get(1), DOWNSTREAM)).isEqualTo(5);
      assertThat(logged(flows.get(1), UPSTREAM)).isEqualTo(5);
    }
  }

  @Test
  void whatIsDialledForANameIsLoggedWithIt() throws Exception {
    try (RunningProxy proxy = proxy("1.3", ", server-names = [web.test]")) {
      List<FlowRecord> flows = askForAnotherThenForOurs(proxy);
      await().until(() -> Files.readAllLines(keys()).size() == 10);
      assertThat(logged(flows.get(0), UPSTREAM)).isZero();
      assertThat(logged(flows.get(1), UPSTREAM)).isEqualTo(5);
    }
  }

  @Test
  void aHangUpOpensItAnew() throws Exception {
    try (RunningProxy proxy = proxy("1.3", "")) {
      assertThat(curl(proxy, "web.test", "1.3")).isEqualTo("answer");
      await().until(() -> Files.readAllLines(keys()).size() == 10);
      Path rotated = Files.move(keys(), directory.resolve("keys.log.1"));
      proxy.proxy().reload().join();
      await().until(() -> Files.exists(keys()));
      assertThat(curl(proxy, "web.test", "1.3")).isEqualTo("answer");
      await().until(() -> Files.readAllLines(keys()).size() == 10);
      assertThat(rotated).content().hasLineCount(10);
    }
  }

  @Test
  void secretsAndRecordsNeverGoToOneFile() throws Exception {
    Path records = directory.resolve("connections.log");
    try (SaidBy log = new SaidBy(Logs.class);
        RunningProxy proxy = proxy("1.3", "")) {
      Path rotated = Files.move(keys(), directory.resolve("keys.log.1"));
      Path written = Files.move(records, directory.resolve("connections.log.1"));
      Files.createSymbolicLink(records, keys().getFileName());
      proxy.proxy().reload().join();
      assertThat(log.lines())
          .last()
          .asString()
          .startsWith("WARN " + directory.resolve("sallyport.conf"))
          .endsWith("secrets would go to the file of connection-log: both old files stay in use");
      assertThat(curl(proxy, "web.test", "1.3")).isEqualTo("answer");
      await().until(() -> Files.readAllLines(rotated).size() == 10);
      await().until(() -> Files.readAllLines(written).size() == 1);
      assertThat(keys()).doesNotExist();
    }
  }

  /** Two flows, one after the other: for {@code web.example}, and for {@code web.test}. */
  private List<FlowRecord> askForAnotherThenForOurs(RunningProxy proxy) {
    assertThat(curl(proxy, "web.example", "1.3")).isEqualTo("answer");
    proxy.record();
    assertThat(curl(proxy, "web.test", "1.3")).isEqualTo("answer");
    return proxy.records(2);
  }

  private long logged(FlowRecord flow, Side side) throws IOException {
    String random = String.valueOf(Told.tls(flow, side).hello().clientRandom());
    return Files.readAllLines(keys()).stream()
        .filter(line -> line.contains(" " + random + " "))
        .count();
  }
}
