package dev.sallyport.proxy;

import static dev.sallyport.proxy.FlowAssert.assertThatFlow;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.LocalCa;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves come from the local CA of the directory that the proxy was given, for names asked for. */
class LocalCaIT {

  @TempDir private Path directory;

  @Test
  void aClientThatTrustsItsRootIsServedUnderTheNameItAsksFor() throws Exception {
    try (TestBackend backend = TestBackend.echoing();
        RunningProxy proxy =
            RunningProxy.start(
                directory,
                """
                listeners.web { bind = "127.0.0.1:0", backend = app, tls.local-ca = on }
                backends.app.servers = ["127.0.0.1:%d"]
                """
                    .formatted(backend.port()))) {
      LocalCa ca = LocalCa.open(RunningProxy.localCa(directory), InstantSource.system());
      try (SSLSocket client = JdkTls.connect(proxy, "any.example", ca.root(), "TLSv1.3")) {
        client.getOutputStream().write("hello".getBytes(US_ASCII));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString(US_ASCII).isEqualTo("hello");
      }
      assertThatFlow(proxy.record()).isOk();
    }
  }
}
