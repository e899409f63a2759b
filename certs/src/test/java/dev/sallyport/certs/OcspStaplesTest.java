package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OcspStaplesTest {
  private static final int MANY = 1000;

  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final Identity web = below(ca.server("web.test"));
  private final Identity other = below(ca.server("other.test"));
  private Instant now = Instant.now();

  @TempDir private Path directory;
  private OcspStaples staples = new OcspStaples(List.of(), List.of(), () -> now);

  private Identity below(Identity leaf) {
    return new Identity(leaf.key(), List.of(leaf.leaf(), ca.certificate()), "test");
  }

  @BeforeEach
  void match() throws Exception {
    Path file = Files.write(directory.resolve("web.ocsp"), TestOcsp.of(web, ca).der());
    OcspResponse response = OcspResponse.read(file);
    staples = new OcspStaples(List.of(response), List.of(other, web), () -> now);
  }

  @Test
  void eachIsForItsCertificateUntilItExpires() {
    OcspResponse response = staples.responses().get(0);
    assertThat(staples.of(web)).isSameAs(response);
    assertThat(staples.of(other)).isNull();
    now = Objects.requireNonNull(response.lifeFor(web)).nextUpdate();
    assertThat(staples.of(web)).isSameAs(response);
    now = now.plus(Duration.ofSeconds(1));
    assertThat(staples.of(web)).isNull();
  }

  /** Digests and encodings are made once, and not for each handshake. */
  @Test
  void askingTakesNoMemory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(staples.of(web)).isNotNull();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MANY; i++) {
      staples.of(web);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MANY * 200);
  }
}
