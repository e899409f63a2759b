package dev.sallyport.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceInstanceTest {

  @TempDir private Path directory;

  @Test
  void theFilterNamesOurPortsAtTheNearEndAndTheirsAtTheFarEnd() {
    assertThat(TraceInstance.ports(List.of(8443, 80), List.of(8080)))
        .isEqualTo("sport==80||sport==8443||dport==8080");
  }

  @Test
  void whereTracefsIsNotMountedItIsSaidHowTo() {
    assertThatThrownBy(() -> TraceInstance.make(directory))
        .isInstanceOf(WitnessUnavailableException.class)
        .hasMessage(
            "there is no %s (is tracefs mounted? mount -t tracefs nodev %s)",
            directory.resolve("instances"), directory);
  }

  @Test
  void aKernelThatDoesNotTraceSocketsIsNamedForIt() throws Exception {
    Files.createDirectory(directory.resolve("instances"));
    assertThatThrownBy(() -> TraceInstance.make(directory))
        .isInstanceOf(WitnessUnavailableException.class)
        .hasMessage("this kernel has no %s", directory.resolve("events/sock/inet_sock_set_state"));
  }
}
