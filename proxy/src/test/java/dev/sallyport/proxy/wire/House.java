package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.Program;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.RecordFormatException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that several stages share, in a process of its own: what its peers compute is not done in
 * its JVM.
 */
final class House implements AutoCloseable {

  /** The compilers are to find out in hundreds of flows what they else do in thousands. */
  private static final String EAGER = "-XX:CompileThresholdScaling=0.1";

  private final Path directory;
  private final TestCertificates ca;
  private final StringBuilder configuration = new StringBuilder();
  private final Map<String, InetSocketAddress> addresses = new HashMap<>();
  private @Nullable Program program;
  private int flows;
  private boolean drained;

  /**
   * One that is not started yet.
   *
   * @param directory where its files are put
   * @param settings what it is told beside what its stages need
   */
  House(Path directory, String settings) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.ca = TestCertificates.authority("CA of " + directory.getFileName());
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    configuration.append(settings).append("\nkey-log.file = \"keys.log\"\n");
    configuration.append(System.getProperty("sallyport.test.extra", ""));
  }

  /** The issuer of its certificate, {@code web.pem}, which it trusts too, as {@code ca.pem}. */
  TestCertificates ca() {
    return ca;
  }

  /**
   * Gives it a listener, and a backend of the same name, before it is started.
   *
   * @param port where the backend's server listens, whose certificate is of {@code app.test}
   */
  void serve(Layer layer, String name, int port, boolean resumption) {
    configuration.append(
        """
        listeners.%1$s { bind = "127.0.0.1:0", backend = %1$s }
        backends.%1$s.servers = ["127.0.0.1:%2$d"]
        """
            .formatted(name, port));
    if (layer.isTls()) {
      configuration.append(
          """
          listeners.%1$s.tls {
            certificates = [ { cert = "web.pem", key = "web.key" } ], versions = ["%2$s"]
          }
          backends.%1$s.tls {
            trust = "ca.pem", server-name = app.test, versions = ["%2$s"], resumption = %3$s
          }
          """
              .formatted(name, layer.version(), resumption ? "on" : "off"));
    }
  }

  void start() throws IOException {
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(file, "sallyport {\n" + configuration + "}\n");
    program = Program.start(directory, Map.of("SALLYPORT_OPTS", EAGER), "run", "-c", file);
  }

  private Program program() {
    if (program == null) {
      throw new IllegalStateException("not started");
    }
    return program;
  }

  InetSocketAddress address(String listener) {
    return addresses.computeIfAbsent(listener, program()::address);
  }

  /**
   * Lets it run before its peers, which are on the same machine only here.
   *
   * @return whether that is permitted
   */
  boolean runBeforeOthers() throws IOException {
    return program().runBeforeOthers();
  }

  /** Waits for so many further records; each by the ends of its client's connection. */
  Map<String, FlowRecord> records(int count) throws RecordFormatException {
    int before = flows;
    flows += count;
    Map<String, FlowRecord> known = new HashMap<>();
    for (String line : program().awaitOut(flows).subList(before, flows)) {
      FlowRecord record = FlowJson.read(line);
      known.put(record.downstream().local() + " " + record.downstream().remote(), record);
    }
    return known;
  }

  /** Has it drained, which has begun on return; it ends by that. */
  void drain() throws IOException, InterruptedException {
    program().signal("TERM");
    program().awaitErr("draining");
    drained = true;
  }

  /** Has it end, if it was not drained before, and checks that it had no more than its flows. */
  void hasNoOtherRecords() throws IOException, InterruptedException {
    if (!drained) {
      drain();
    }
    assertThat(program().exitCode()).as("%s", program().err()).isZero();
    assertThat(program().out()).hasSize(flows);
  }

  /** The secrets of its connections. */
  Path keys() {
    return directory.resolve("keys.log");
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
  }
}
