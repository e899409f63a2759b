package dev.sallyport.proxy.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsHandlerTest {

  private static final int WHOLE = Integer.MAX_VALUE;

  private final TlsPair pair = new TlsPair();

  @AfterEach
  void close() {
    pair.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, WHOLE})
  void bytesPassBothWaysWhereverTheWireSplitsThem(int piece) {
    String much = "0123456789abcdef".repeat(10_000);
    pair.talk(piece);
    pair.client.send(much);
    pair.server.send("short");
    pair.talk(piece);
    assertThat(pair.server.heard.bytes()).isEqualTo(much);
    assertThat(pair.client.heard.bytes()).isEqualTo("short");
    assertThat(pair.server.heard.words()).containsOnlyOnce("CLIENT_HELLO", "HANDSHAKE_COMPLETED");
    assertThat(pair.server.tls.received()).isGreaterThan(much.length());
  }

  /** However many records are handed on at one go: the last is not told the time of the first. */
  @Test
  void everyRecordIsToldWhenItIsDecrypted() {
    pair.talk(WHOLE);
    for (int record = 0; record < 3; record++) {
      pair.client.send("0123456789");
    }
    pair.talk(WHOLE);
    assertThat(pair.server.heard.bytes()).hasSize(30);
    assertThat(pair.server.heard.decryptions()).isEqualTo(3);
  }

  @Test
  void whatIsSentBeforeTheHandshakeIsDoneIsNotSent() {
    ByteBuf early = Unpooled.copiedBuffer("early", ISO_8859_1);
    pair.client.tls.send(early, false);
    assertThat(early.refCnt()).isZero();
    pair.talk(WHOLE);
    assertThat(pair.server.tls.established()).isTrue();
    assertThat(pair.server.heard.bytes()).isEmpty();
  }

  @Test
  void whoEndsItsOutputStillReceives() {
    pair.talk(WHOLE);
    pair.client.send("last");
    pair.client.tls.closeOutput();
    pair.client.channel.flush();
    ByteBuf late = Unpooled.copiedBuffer("late", ISO_8859_1);
    pair.client.tls.send(late, false);
    assertThat(late.refCnt()).isZero();
    pair.talk(1);
    pair.server.send("answer");
    pair.talk(1);
    assertThat(pair.server.heard.bytes()).isEqualTo("last");
    assertThat(pair.server.heard.words()).endsWith("CLOSE_NOTIFY").doesNotContain("FAILED");
    assertThat(pair.client.heard.bytes()).isEqualTo("answer");
  }

  @Test
  void aLittleGoesWithTheEndThatIsAhead() {
    pair.talk(WHOLE);
    pair.server.tls.send(Unpooled.copiedBuffer("the answer", ISO_8859_1), true);
    pair.server.channel.flush();
    assertThat(pair.server.tls.isKeeping()).isTrue();
    assertThat(pair.server.channel.outboundMessages()).isEmpty();
    pair.server.tls.closeOutput();
    pair.server.channel.flush();
    assertThat(pair.server.channel.outboundMessages()).hasSize(1);
    pair.talk(WHOLE);
    assertThat(pair.client.heard.bytes()).isEqualTo("the answer");
    assertThat(pair.client.heard.words()).endsWith("CLOSE_NOTIFY");
  }

  @Test
  void aLittleThatWaitsGoesBeforeWhateverComes() {
    pair.talk(WHOLE);
    pair.server.tls.send(Unpooled.copiedBuffer("one, ", ISO_8859_1), true);
    pair.server.tls.send(Unpooled.copiedBuffer("two, ", ISO_8859_1), true);
    pair.server.tls.sendKept();
    assertThat(pair.server.tls.isKeeping()).isFalse();
    pair.server.tls.send(Unpooled.copiedBuffer("three, ", ISO_8859_1), true);
    pair.server.send("four, ");
    pair.server.tls.send(Unpooled.copiedBuffer("five", ISO_8859_1), true);
    pair.server.tls.abort(TlsAlert.Description.INTERNAL_ERROR, FailureType.ABORTED, "enough");
    pair.server.channel.flush();
    pair.talk(WHOLE);
    assertThat(pair.client.heard.bytes()).isEqualTo("one, two, three, four, five");
    assertThat(pair.client.heard.words()).endsWith("ALERT", "FAILED");
  }

  @Test
  void muchDoesNotWait() {
    pair.talk(WHOLE);
    pair.server.tls.send(Unpooled.buffer().writeZero(1 << 14), true);
    assertThat(pair.server.tls.isKeeping()).isFalse();
    pair.server.channel.flush();
    pair.talk(WHOLE);
    assertThat(pair.client.heard.bytes()).hasSize(1 << 14);
  }

  @Test
  void aFinWithoutCloseNotifyIsATruncation() {
    pair.talk(WHOLE);
    fin(pair.server);
    assertThat(pair.server.heard.words()).endsWith("fin", "TRUNCATED", "judged");
  }

  @Test
  void aFinInTheHandshakeIsItsEnd() {
    byte[] hello = TlsPair.onTheWire(pair.client);
    pair.server.channel.writeInbound(Unpooled.copiedBuffer(hello, 0, hello.length - 1));
    fin(pair.server);
    assertThat(pair.server.heard.words()).endsWith("fin", "HANDSHAKE_FAILED", "judged");
    assertThat(pair.server.tls.established()).isFalse();
  }

  @Test
  void anAlteredRecordIsToldTheDifferenceByAnAlert() {
    pair.talk(WHOLE);
    pair.client.send("good");
    pair.talk(WHOLE);
    pair.client.send("bad");
    byte[] record = TlsPair.onTheWire(pair.client);
    record[record.length - 1] ^= 1;
    pair.server.channel.writeInbound(Unpooled.wrappedBuffer(record));
    assertThat(pair.server.heard.bytes()).isEqualTo("good");
    assertThat(pair.server.heard.words()).endsWith("ALERT", "FAILED");
    pair.talk(1);
    assertThat(pair.client.heard.words()).endsWith("ALERT", "FAILED");
  }

  @Test
  void givingUpGoesOutWithTheNextFlushAndIsTold() {
    TlsPair.onTheWire(pair.client);
    pair.client.tls.abort(TlsAlert.Description.USER_CANCELED, FailureType.ABORTED, "enough");
    assertThat(TlsPair.onTheWire(pair.client)).isEmpty();
    pair.client.channel.flush();
    assertThat(TlsPair.onTheWire(pair.client)).endsWith(2, 90);
    assertThat(pair.client.heard.words()).endsWith("ALERT", "HANDSHAKE_FAILED");
  }

  @Test
  void ticketsForOneThatHasAskedWaitForTheAnswerButNotForLong() {
    EmbeddedChannel server = pair.server.channel;
    server.freezeTime();
    server.writeInbound(Unpooled.wrappedBuffer(TlsPair.onTheWire(pair.client)));
    pair.client.channel.writeInbound(Unpooled.wrappedBuffer(TlsPair.onTheWire(pair.server)));
    pair.client.send("the request");
    server.writeInbound(Unpooled.wrappedBuffer(TlsPair.onTheWire(pair.client)));
    assertThat(pair.server.heard.bytes()).isEqualTo("the request");
    assertThat(TlsPair.onTheWire(pair.server)).isEmpty();

    server.advanceTimeBy(19, TimeUnit.MILLISECONDS);
    server.runScheduledPendingTasks();
    assertThat(TlsPair.onTheWire(pair.server)).isEmpty();
    server.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    server.runScheduledPendingTasks();
    assertThat(pair.server.heard.words()).endsWith("NEW_SESSION_TICKET", "NEW_SESSION_TICKET");
    pair.talk(WHOLE);
    assertThat(pair.client.heard.words()).endsWith("NEW_SESSION_TICKET", "NEW_SESSION_TICKET");
  }

  private static void fin(TlsPair.End end) {
    end.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }
}
