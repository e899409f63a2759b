package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hundred connections at a time: each is served, and each leaves a record of its own. */
class ParallelConnectionsIT {

  private static final int CONNECTIONS = 200;
  private static final int THREADS = 16;
  private static final byte[] REQUEST =
      "GET /page HTTP/1.1\r\nHost: web.test\r\n\r\n".getBytes(US_ASCII);

  @TempDir private static Path directory;

  private static NginxSite site;
  private static String page;

  @BeforeAll
  static void start() throws IOException {
    site = NginxSite.start(directory);
    page = Files.readString(site.page().file(), ISO_8859_1);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @ParameterizedTest
  @EnumSource
  void eachIsServedAndRecorded(NginxSite.Mode mode) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (RunningProxy proxy = site.proxy(mode)) {
      List<Future<SSLSocket>> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(threads.submit(() -> shakeHands(proxy, site.trusted(mode))));
      }
      for (Future<SSLSocket> client : clients) {
        client.get();
      }
      assertThat(proxy.proxy().running()).isEqualTo(CONNECTIONS);
      List<Future<String>> answers = new ArrayList<>();
      for (Future<SSLSocket> client : clients) {
        answers.add(threads.submit(() -> ask(client.get())));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo(page);
      }
      List<FlowRecord> records = proxy.records(CONNECTIONS);
      records.forEach(record -> assertThatFlow(record).isOk());
      assertThat(records).extracting(FlowRecord::flow).doesNotHaveDuplicates();
      assertThat(records)
          .extracting(record -> record.downstream().remote())
          .doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  private static SSLSocket shakeHands(RunningProxy proxy, TestCertificates ca) throws IOException {
    SSLSocket client = JdkTls.connect(proxy, NginxSite.HOST, ca);
    client.startHandshake();
    return client;
  }

  private static String ask(SSLSocket client) throws IOException {
    try (client) {
      client.getOutputStream().write(REQUEST);
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(answer.lines().takeWhile(header -> !header.isEmpty())).isNotEmpty();
      char[] body = new char[(int) Sample.KIB];
      int length = 0;
      while (length < body.length) {
        length += answer.read(body, length, body.length - length);
      }
      return new String(body);
    }
  }
}
