package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the key log, the ticket keys and the private keys hold stands in no other log, whatever
 * happens and however much the program says.
 */
class SecretsStayOutOfLogsIT {
  private static final String TICKET_NAME = "0123456789abcdef".repeat(2);
  private static final String TICKET_SECRET = "fedcba9876543210".repeat(4);

  /** Everything that any class says goes to a file too. */
  private static final String LOUD =
      """
      <configuration>
        <appender name="stderr" class="ch.qos.logback.core.ConsoleAppender">
          <target>System.err</target>
          <encoder><pattern>%level %msg%n%ex</pattern></encoder>
        </appender>
        <appender name="file" class="ch.qos.logback.core.FileAppender">
          <file>all.log</file>
          <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
        </appender>
        <root level="ALL"><appender-ref ref="file"/></root>
        <logger name="dev.sallyport"><appender-ref ref="stderr"/></logger>
      </configuration>
      """;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("CA of both");

  @Test
  void inRunningFailingResumingAndReloading() throws Exception {
    files();
    try (TestBackend backend =
            TestBackend.accepting(JdkTls.listen(ca.server("app.test")), TlsListener.ONE_LINE);
        Program program =
            Program.start(
                directory,
                Map.of(
                    "SALLYPORT_OPTS",
                    "-Dio.netty.leakDetection.level=paranoid -Dlogback.configurationFile="
                        + directory.resolve("loud.xml")),
                "run",
                "-c",
                configuration(backend.port()))) {
      InetSocketAddress address = program.address("web");
      SSLContext client = JdkTls.context(null, ca.certificate());
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        assertThat(ask(client, address, version)).isEqualTo("hello\n");
        assertThat(ask(client, address, version)).isEqualTo("hello\n");
      }
      fail(address);
      writeTicketKeys(TICKET_NAME + TICKET_SECRET + "0");
      Files.writeString(
          directory.resolve("web.key"), Files.readString(directory.resolve("web.key")) + "rest");
      program.signal("HUP");
      program.awaitErr("a ticket key is 96 hexadecimal digits: the last good one stays in use");
      await().until(() -> secrets().size() >= 30);
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();

      List<FlowRecord> flows = new ArrayList<>();
      for (String line : program.out()) {
        flows.add(FlowJson.read(line));
      }
      assertThat(flows).hasSize(5);
      assertThat(flows)
          .filteredOn(flow -> Told.tls(flow, Side.DOWNSTREAM).parameters().resumed())
          .hasSize(2);
      List<String> said = new ArrayList<>(program.out());
      said.addAll(program.err());
      said.addAll(Files.readAllLines(directory.resolve("all.log")));
      String text = String.join("\n", said);
      Set<byte[]> secrets = secrets();
      secrets.add(HexFormat.of().parseHex(TICKET_SECRET));
      for (byte[] secret : secrets) {
        assertThat(text)
            .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret))
            .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret));
      }
      for (String line : Files.readAllLines(directory.resolve("web.key"))) {
        assertThat(text).doesNotContain(line);
      }
    }
  }

  private void files() throws IOException {
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    Files.writeString(directory.resolve("loud.xml"), LOUD);
    Files.createFile(
        directory.resolve("ticket.keys"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    writeTicketKeys(TICKET_NAME + TICKET_SECRET);
  }

  private void writeTicketKeys(String line) throws IOException {
    Files.writeString(directory.resolve("ticket.keys"), line + "\n");
  }

  private Path configuration(int backend) throws IOException {
    return Files.writeString(
        directory.resolve("test.conf"),
        """
        sallyport {
          listeners.web {
            bind = "127.0.0.1:0", backend = app
            tls {
              certificates = [ { cert = "web.pem", key = "web.key" } ]
              ticket-keys = ticket.keys
            }
          }
          backends.app {
            servers = ["127.0.0.1:%d"]
            tls { trust = "ca.pem", server-name = "app.test" }
          }
          key-log.file = "keys.log"
        }
        """
            .formatted(backend));
  }

  private static String ask(SSLContext client, InetSocketAddress address, String version)
      throws IOException {
    Socket plain = new Socket(address.getAddress(), address.getPort());
    try (SSLSocket socket =
        (SSLSocket)
            client.getSocketFactory().createSocket(plain, "web.test", address.getPort(), true)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  /** A client that trusts nobody here. */
  private static void fail(InetSocketAddress address) throws IOException {
    SSLContext stranger =
        JdkTls.context(null, TestCertificates.authority("Another CA").certificate());
    assertThatThrownBy(() -> ask(stranger, address, "TLSv1.3")).isInstanceOf(SSLException.class);
  }

  /** What the key log holds: the last word of each line. */
  private Set<byte[]> secrets() throws IOException {
    Set<byte[]> secrets = new TreeSet<>(Arrays::compare);
    for (String line : Files.readAllLines(directory.resolve("keys.log"))) {
      secrets.add(HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1)));
    }
    return secrets;
  }
}
