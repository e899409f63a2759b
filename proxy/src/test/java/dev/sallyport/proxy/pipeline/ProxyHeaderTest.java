package dev.sallyport.proxy.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

  private static final String V2_SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private final Heard heard = new Heard();
  private EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @CsvSource({
    "V1, 192.0.2.1, 198.51.100.2", "V1, 2001:db8::1, 2001:db8::2",
    "V2, 192.0.2.1, 198.51.100.2", "V2, 2001:db8::1, 2001:db8::2"
  })
  void whatIsWrittenIsReadWhereverItIsSplit(
      HAProxyProtocolVersion version, String source, String destination) {
    InetSocketAddress from = new InetSocketAddress(source, 40_000);
    InetSocketAddress to = new InetSocketAddress(destination, 443);
    String header = written(version, from, to);
    for (int piece : new int[] {1, 7, header.length(), header.length() + 2}) {
      Heard each = new Heard();
      EmbeddedChannel reading = reading(true, each);
      feed(reading, header + "GET / HTTP", piece);
      assertThat(each.words()).containsExactly("header: " + from + " to " + to);
      assertThat(each.bytes()).isEqualTo("GET / HTTP");
      assertThat(reading.pipeline().names()).hasSize(2).startsWith("connection");
      reading.finishAndReleaseAll();
    }
  }

  @ParameterizedTest
  @EnumSource(HAProxyProtocolVersion.class)
  void addressesOfTwoFamiliesAreNotSaid(HAProxyProtocolVersion version) {
    String header =
        written(
            version,
            new InetSocketAddress("192.0.2.1", 1),
            new InetSocketAddress("2001:db8::2", 2));
    channel = reading(true, heard);
    feed(channel, header + "x", 1);
    assertThat(heard.words()).containsExactly("header: null to null");
    assertThat(heard.bytes()).isEqualTo("x");
  }

  @Test
  void aLocalConnectionHasNoAddresses() {
    channel = reading(true, heard);
    feed(channel, V2_SIGNATURE + "\40\0\0\0x", 1);
    assertThat(heard.words()).containsExactly("header: null to null");
    assertThat(heard.bytes()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "\26\3\1\2\0\1",
        "PRI * HTTP/2.0\r\n",
        "PING\r\n",
        "PROXYING",
        "\r\nHELO",
        "x"
      })
  void whoNeedNotSendOneIsHeardFromTheFirstByte(String text) {
    channel = reading(false, heard);
    feed(channel, text, text.length());
    assertThat(heard.words()).containsExactly("header: null to null");
    assertThat(heard.bytes()).isEqualTo(text);
    assertThat(channel.pipeline().names()).hasSize(2);
  }

  @Test
  void whoMustSendOneAndDoesNotIsRefused() {
    channel = reading(true, heard);
    feed(channel, "GET / HTTP/1.1", 14);
    assertThat(heard.words())
        .containsExactly("header failed: the connection does not begin with a PROXY header");
    assertThat(heard.bytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1\r\n",
        "PROXY TCP4 999.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n",
        V2_SIGNATURE + "\61\21\0\14abcdabcdabab"
      })
  void aMalformedOneIsToldOnceAndClosesNothing(String header) {
    channel = reading(true, heard);
    feed(channel, header, 1);
    assertThat(heard.words()).singleElement().asString().startsWith("header failed: malformed");
    assertThat(heard.bytes()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PROXY", "\r\n\r\n\0\r\nQUIT"})
  void whoNeedNotSendOneMayEndWithWhatCouldHaveBecomeOne(String text) {
    channel = reading(false, heard);
    feed(channel, text, 1);
    assertThat(heard.words()).isEmpty();
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(heard.words()).containsExactly("header: null to null", "fin");
    assertThat(heard.bytes()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PRO", "PROXY TCP4 192.0.2.1"})
  void anEndBeforeItIsAnEnd(String part) {
    channel = reading(true, heard);
    feed(channel, part, 1);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(heard.words()).containsExactly("fin");
    assertThat(heard.headerHasBegun()).isEqualTo(!part.isEmpty());
  }

  private static EmbeddedChannel reading(boolean required, Heard heard) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast("connection", new ConnectionHandler(heard));
    channel.pipeline().addFirst(new ProxyHeaderHandler(required, heard));
    return channel;
  }

  private static String written(
      HAProxyProtocolVersion version, InetSocketAddress from, InetSocketAddress to) {
    EmbeddedChannel writing = new EmbeddedChannel();
    ProxyHeaderWriter.write(writing, version, from, to);
    writing.flush();
    ByteBuf header = writing.readOutbound();
    String text = header.toString(ISO_8859_1);
    header.release();
    writing.finishAndReleaseAll();
    return text;
  }

  private static void feed(EmbeddedChannel channel, String text, int piece) {
    for (int at = 0; at < text.length(); at += piece) {
      String part = text.substring(at, Math.min(text.length(), at + piece));
      channel.writeInbound(Unpooled.copiedBuffer(part, ISO_8859_1));
    }
  }
}
