package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.util.concurrent.Callable;

/** A client that is told nothing but an RST. */
public final class TurnedAway {

  private TurnedAway() {}

  /**
   * Connects and reads until the RST comes, which may do so before the connecting thread goes on
   * and then ends its connect.
   */
  public static void expect(Callable<Socket> connecting) {
    assertThatThrownBy(
            () -> {
              try (Socket client = connecting.call()) {
                assertThat(client.getInputStream().read()).as("instead of an RST").isNull();
              }
            })
        .hasMessageContaining("Connection reset");
  }
}
