package dev.sallyport.proxy;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The record of every connection whose ClientHello was read has the fingerprints of the client,
 * also where TLS failed or passed through: the same that tshark makes of what went over the wire.
 */
class FingerprintIT {

  private static final int CLIENTS = 7;

  @TempDir private Path directory;

  @Test
  void areThoseOfTshark() throws Exception {
    TestCertificates ca = TestCertificates.authority("CA of both");
    ca.writeCertificate(directory.resolve("ca.pem"));
    TestCertificates.write(ca.server("web.test"), directory, "web");
    try (TestBackend backend =
            TestBackend.accepting(
                JdkTls.listen(ca.server("app.test")), TestBackend.ECHO.untilCut());
        RunningProxy proxy = proxy(backend.port());
        Capture capture = Capture.of(directory, ports(proxy))) {
      for (String port : Arrays.stream(ports(proxy)).mapToObj(Integer::toString).toList()) {
        run("curl", "-sk", "--max-time", "1", "https://localhost:" + port + "/");
        run("openssl", "s_client", "-tls1_2", "-connect", "127.0.0.1:" + port, "-alpn", "x,h2");
      }
      try (Socket client = JdkTls.connect(proxy, "web.test", ca)) {
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isOne();
      }
      List<FlowRecord> records = proxy.records(CLIENTS);
      assertThat(prints(records, TlsRecord.Hello::ja3))
          .isEqualTo(prints(capture, "tls.handshake.ja3"))
          .hasSize(CLIENTS);
      if (capture.knows("tls.handshake.ja4")) {
        assertThat(prints(records, TlsRecord.Hello::ja4))
            .isEqualTo(prints(capture, "tls.handshake.ja4"));
      }
      assertPlausible(records);
    }
  }

  /** What every JA4 of these clients has, and that nothing is told of our own hello. */
  private static void assertPlausible(List<FlowRecord> records) {
    List<TlsRecord> ours = new ArrayList<>();
    for (FlowRecord record : records) {
      assertThat(Told.tls(record, DOWNSTREAM).hello().ja4())
          .matches("t1[23][di][0-9]{4}(h2|xx|00)_[0-9a-f]{12}_[0-9a-f]{12}");
      if (record.upstream() != null && record.upstream().tls() != null) {
        ours.add(record.upstream().tls());
      }
    }
    assertThat(ours).isNotEmpty().extracting(tls -> tls.hello().ja4()).containsOnlyNulls();
  }

  private RunningProxy proxy(int backend) {
    return RunningProxy.start(
        directory,
        """
        listeners {
          web {
            bind = "127.0.0.1:0", backend = app
            tls.certificates = [ { cert = "web.pem", key = "web.key" } ]
          }
          new {
            bind = "127.0.0.1:0", backend = app
            tls { certificates = [ { cert = "web.pem", key = "web.key" } ], versions = ["1.3"] }
          }
          edge { bind = "127.0.0.1:0", backend = raw, tls.mode = passthrough }
        }
        backends {
          app { servers = ["127.0.0.1:%1$d"], tls { trust = "ca.pem", server-name = "app.test" } }
          raw.servers = ["127.0.0.1:%1$d"]
        }
        """
            .formatted(backend));
  }

  private static int[] ports(RunningProxy proxy) {
    return proxy.proxy().addresses().values().stream()
        .mapToInt(address -> address.getPort())
        .toArray();
  }

  private static void run(String tool, String... arguments) {
    Tool.of(tool).run(List.of(arguments));
  }

  /** By client random. */
  private static Map<String, String> prints(
      List<FlowRecord> records, Function<TlsRecord.Hello, String> print) {
    return records.stream()
        .map(record -> Told.tls(record, DOWNSTREAM).hello())
        .collect(Collectors.toMap(hello -> Objects.requireNonNull(hello.clientRandom()), print));
  }

  private static Map<String, String> prints(Capture capture, String field) {
    return capture
        .packets(CLIENTS, "tls.handshake.type == 1", List.of(), "tls.handshake.random", field)
        .stream()
        .collect(Collectors.toMap(packet -> packet.get(0), packet -> packet.get(1)));
  }
}
