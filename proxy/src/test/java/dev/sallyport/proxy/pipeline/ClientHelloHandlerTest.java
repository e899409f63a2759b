package dev.sallyport.proxy.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloHandlerTest {

  private final Heard heard = new Heard();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new ClientHelloHandler(heard), new ConnectionHandler(heard));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, Integer.MAX_VALUE})
  void everyBytePassesAndTheHelloIsToldOnce(int piece) {
    String sent = hello() + "and more";
    feed(sent, piece);
    assertThat(heard.bytes()).isEqualTo(sent);
    assertThat(heard.words()).containsExactly("hello for app.test");
    assertThat(channel.pipeline().get(ClientHelloHandler.class)).isNull();
  }

  @Test
  void whatIsNotTlsIsToldOnce() {
    feed("GET / HTTP/1.1\r\n", 1);
    assertThat(heard.words()).containsExactly("hello failed: NOT_TLS");
  }

  @Test
  void anEndAfterwardsIsOnlyAFin() {
    feed(hello(), Integer.MAX_VALUE);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.close();
    assertThat(heard.words()).containsExactly("hello for app.test", "fin", "closed");
  }

  private static String hello() {
    try (TlsPair pair = new TlsPair()) {
      return new String(TlsPair.onTheWire(pair.client), ISO_8859_1);
    }
  }

  private void feed(String text, int piece) {
    for (int at = 0; at < text.length(); at += Math.min(piece, text.length() - at)) {
      int end = at + Math.min(piece, text.length() - at);
      channel.writeInbound(Unpooled.copiedBuffer(text.substring(at, end), ISO_8859_1));
    }
  }
}
