package dev.sallyport.proxy.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.Patience;
import dev.sallyport.proxy.Program;
import dev.sallyport.proxy.RawHello;
import dev.sallyport.proxy.TcpTable;
import dev.sallyport.proxy.TestBackend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a whole flow holds whose client begins a handshake and says no more: the connection, its
 * pipeline, engine, lifecycle and timeline, in the heap and outside of it.
 */
class UnfinishedHandshakesIT {
  private static final int FLOWS = 500;

  /** Few, lest they leave buffers for all the others. */
  private static final int FIRST_FLOWS = 20;

  private static final int KIB = 1024;
  private static final long MOST = 128 * KIB;

  /** What the process takes for itself in the meantime: the JVM compiles and collects. */
  private static final long OWN_KIB = 4 * KIB;

  private static final byte[] HELLO = RawHello.of("web.test", List.of("http/1.1"));

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.authority("Test CA");

  @Test
  void holdLittle() throws Exception {
    List<byte[]> beginnings =
        List.of(
            new byte[0],
            Arrays.copyOf(HELLO, 5),
            Arrays.copyOf(HELLO, HELLO.length - 1),
            HELLO,
            lengthy(8_000),
            lengthy(16_000));
    try (TestBackend backend = TestBackend.echoing();
        Program program = start(backend.port())) {
      Vitals vitals = new Vitals(program);
      program.awaitErr("ready: ");
      await().atMost(Patience.LIMIT).until(() -> !vitals.warmsUp());
      for (byte[] beginning : beginnings) {
        held(program, vitals, beginning, FIRST_FLOWS); // loads classes
      }
      for (byte[] beginning : beginnings) {
        long held = held(program, vitals, beginning, FLOWS);
        long limit = Math.min(16 * KIB + 4L * beginning.length, MOST);
        System.out.printf(
            "unfinished handshakes: %,d octets sent, %,d held of %,d%n",
            beginning.length, held, limit);
        assertThat(held).as("held for " + beginning.length + " octets").isLessThan(limit);
      }
    }
  }

  private Program start(int backend) throws IOException {
    TestCertificates.write(ca.server("web.test"), directory, "web");
    Path file = directory.resolve("sallyport.conf");
    Files.writeString(
        file,
        """
        sallyport {
          listeners.web {
            bind = "127.0.0.1:0", backend = app, dial-on = handshake
            tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          }
          backends.app.servers = ["127.0.0.1:%d"]
          timeouts.handshake = 10m
          connection-log.file = "connections.log"
        }
        """
            .formatted(backend));
    // The heap has its memory from the beginning, and the lesser compiler takes little of its own,
    // in small pages.
    String options =
        "-Xms128m -Xmx128m -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1"
            + " -XX:-UseTransparentHugePages";
    return Program.start(directory, Map.of("SALLYPORT_OPTS", options), "run", "-c", file);
  }

  /** The beginning of a ClientHello that is longer than it will ever come, in one record. */
  private static byte[] lengthy(int octets) {
    byte[] beginning = new byte[octets];
    byte[] headers = {22, 3, 1, 0x40, 0, 1, 0, 0x7F, (byte) 0xF0, 3, 3};
    System.arraycopy(headers, 0, beginning, 0, headers.length);
    return beginning;
  }

  /** Octets a flow, in the heap and, as far as it can be told from the process, outside. */
  private long held(Program program, Vitals vitals, byte[] beginning, int flows) throws Exception {
    InetSocketAddress address = program.address("web");
    long before = lines();
    long heap = vitals.heap();
    long process = vitals.resident();
    List<Socket> clients = new ArrayList<>();
    try {
      long descriptors = vitals.descriptors();
      for (int i = 0; i < flows; i++) {
        Socket client = new Socket(address.getAddress(), address.getPort());
        clients.add(client);
        client.getOutputStream().write(beginning);
      }
      await().atMost(Patience.LIMIT).until(() -> vitals.descriptors() >= descriptors + flows);
      settle(clients, beginning, address.getPort());
      long outside = Math.max(0, vitals.resident() - process - OWN_KIB);
      return (vitals.heap() - heap + outside) * KIB / flows;
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      await().atMost(Patience.LIMIT).until(() -> lines() == before + flows);
    }
  }

  /** Until what was sent has been read: a whole hello has its answer, of others nothing is said. */
  private static void settle(List<Socket> clients, byte[] beginning, int port) throws IOException {
    if (beginning == HELLO) {
      for (Socket client : clients) {
        client.setSoTimeout((int) Patience.LIMIT.toMillis());
        assertThat(client.getInputStream().read()).isEqualTo(22);
      }
    } else {
      await().atMost(Patience.LIMIT).until(() -> TcpTable.hasReadAll(port));
    }
  }

  private long lines() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("connections.log"))) {
      return lines.count();
    }
  }
}
