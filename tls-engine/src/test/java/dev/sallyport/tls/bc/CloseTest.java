package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsVersion;
import java.util.EnumSet;
import org.bouncycastle.tls.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CloseTest {

  private static Pair established(TlsVersion version) {
    return new Pair(
            Pair.clientProfile(version),
            Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)))
        .handshake();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void eachDirectionEndsForItself(TlsVersion version) {
    Pair pair = established(version);
    Endpoint client = pair.client();
    Endpoint server = pair.server();

    client.send("the request");
    client.engine().closeOutput();
    pair.exchange();
    assertThat(client.engine().outputEnded()).isTrue();
    assertThat(client.engine().inputEnded()).isFalse();
    assertThat(server.engine().inputEnded()).isTrue();
    assertThat(server.engine().outputEnded()).isFalse();
    assertThat(server.text()).isEqualTo("the request");
    assertThat(server.take()).isEmpty();

    server.engine().endInput();
    server.send("the answer");
    pair.exchange();
    assertThat(client.text()).isEqualTo("the answer");
    server.engine().closeOutput();
    pair.exchange();
    client.engine().endInput();

    for (Endpoint end : new Endpoint[] {client, server}) {
      assertThat(end.engine().failed()).isFalse();
      assertThat(end.engine().inputEnded()).isTrue();
      assertThat(end.engine().outputEnded()).isTrue();
      assertThat(end.facts().truncated()).isFalse();
      assertThat(end.facts().closeNotifyReceivedAt()).isNotNull();
      assertThat(end.facts().closeNotifySentAt()).isNotNull();
    }
    assertThat(client.story()).endsWith("> close_notify", "< close_notify");
    assertThat(server.handshake().history()).endsWith("DLdl");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void theServerMayEndFirst(TlsVersion version) {
    Pair pair = established(version);
    pair.server().engine().closeOutput();
    pair.exchange();
    assertThat(pair.client().engine().inputEnded()).isTrue();
    pair.client().send("still talking");
    pair.client().engine().closeOutput();
    pair.exchange();
    assertThat(pair.server().text()).isEqualTo("still talking");
    assertThat(pair.server().engine().inputEnded()).isTrue();
    assertThat(pair.server().engine().failed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void finWithoutCloseNotifyIsATruncation(TlsVersion version) {
    Pair pair = established(version);
    pair.server().engine().endInput();
    assertThat(pair.server().facts().truncated()).isTrue();
    assertThat(pair.server().engine().inputEnded()).isTrue();
    assertThat(pair.server().engine().failed()).isFalse();
    assertThat(pair.server().story()).endsWith("  truncated");
    pair.server().send("the other direction is open");
    pair.exchange();
    assertThat(pair.client().text()).isEqualTo("the other direction is open");
  }

  @Test
  void aRecordCutByTheFinIsATruncation() {
    Pair pair = established(TlsVersion.TLS_1_3);
    pair.client().send("half of this");
    byte[] record = pair.client().take();
    pair.server().engine().receive(record, 0, record.length - 1);
    pair.server().engine().endInput();
    assertThat(pair.server().facts().truncated()).isTrue();
    assertThat(pair.server().events())
        .last()
        .extracting(TlsEvent::type, TlsEvent::length)
        .containsExactly(TlsEvent.Type.TRUNCATED, record.length - 1);
    assertThat(pair.server().text()).isEmpty();
  }

  @Test
  void whatFollowsCloseNotifyIsIgnored() {
    Pair pair = established(TlsVersion.TLS_1_3);
    pair.client().engine().closeOutput();
    pair.exchange();
    pair.server().give(new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(pair.server().engine().failed()).isFalse();
  }

  @Test
  void nothingCanBeSentAfterCloseNotify() {
    Pair pair = established(TlsVersion.TLS_1_3);
    pair.client().engine().closeOutput();
    pair.client().engine().closeOutput();
    assertThat(pair.client().engine().canSend()).isFalse();
    assertThat(pair.client().story()).containsOnlyOnce("> close_notify");
    assertThatThrownBy(() -> pair.client().send("late")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void finInTheHandshakeFailsIt() {
    Endpoint server = server();
    server.give(new byte[] {22, 3, 1, 0, 100, 1});
    server.engine().endInput();
    assertThat(server.failure().type()).isEqualTo(FailureType.PEER_CLOSED);
    assertThat(server.story()).containsExactly("  handshake_failed");
    assertThat(server.handshake().bytesIn()).isEqualTo(6);
  }

  @Test
  void aKeyUpdateAfterOurCloseNotifyIsNotAnswered() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls13().handshake(server);
    endUnseen(server);
    client.askForKeyUpdate(server).send("under the new keys", server);
    assertThat(server.text()).isEqualTo("under the new keys");
    assertThat(server.engine().failed()).isFalse();
    assertThat(server.story()).endsWith("> close_notify", "< key_update");
  }

  @Test
  void aRenegotiationAfterOurCloseNotifyIsNotAnswered() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls12().handshake(server);
    endUnseen(server);
    client.record(ContentType.handshake, ClientHelloBytes.hello().message(), server);
    assertThat(server.story()).endsWith("> close_notify", "< client_hello");
    client.send("never mind", server);
    assertThat(server.text()).isEqualTo("never mind");
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void noAlertFollowsOurCloseNotify(TlsVersion version) {
    Pair pair = established(version);
    pair.server().engine().closeOutput();
    pair.exchange();
    pair.server().give(new byte[] {23, 3, 3, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    pair.server().give(new byte[12]);
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.BAD_RECORD);
    assertThat(pair.server().failure().alert()).isNull();
    assertThat(pair.server().story()).endsWith("> close_notify", "  failed");
    assertThat(pair.server().take()).isEmpty();
  }

  private static Endpoint server() {
    Endpoint server =
        Pair.server(Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    server.engine().begin();
    return server;
  }

  /** Ends the output; close_notify is lost on its way, for a rogue client would close at it. */
  private static void endUnseen(Endpoint server) {
    server.engine().closeOutput();
    server.take();
  }

  @Test
  void closeNotifyInTheHandshakeFailsIt() {
    Endpoint server = server();
    server.give(new byte[] {21, 3, 3, 0, 2, 1, 0});
    assertThat(server.failure().type()).isEqualTo(FailureType.PEER_CLOSED);
    assertThat(server.story()).containsExactly("< close_notify", "  handshake_failed");
  }

  @Test
  void closingInTheHandshakeCancelsIt() {
    Pair pair =
        new Pair(
            Pair.clientProfile(TlsVersion.TLS_1_3),
            Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    pair.client().engine().begin();
    pair.server().engine().begin();
    pair.client().engine().closeOutput();
    assertThat(pair.client().story())
        .containsExactly(
            "> client_hello",
            "> alert warning user_canceled",
            "> close_notify",
            "  handshake_failed");
    pair.server().give(pair.client().take());
    assertThat(pair.server().failure().type()).isEqualTo(FailureType.PEER_CLOSED);
  }

  @Test
  void abortingTellsThePeerAndThenFails() {
    Endpoint server = server();
    server.engine().abort(TlsAlert.Description.USER_CANCELED, FailureType.TIMEOUT, "10 s are over");
    assertThat(server.take()).containsExactly(21, 3, 3, 0, 2, 2, 90);
    assertThat(server.story()).containsExactly("> alert fatal user_canceled", "  handshake_failed");
    assertThat(server.failure().detail()).isEqualTo("10 s are over");
    assertThat(server.facts().handshake()).as("no octet of it came").isNull();
    assertThat(server.failure().alert()).extracting(TlsAlert::name).isEqualTo("user_canceled");

    Pair pair = established(TlsVersion.TLS_1_2);
    pair.server()
        .engine()
        .abort(TlsAlert.Description.INTERNAL_ERROR, FailureType.ABORTED, "the upstream failed");
    pair.exchange();
    assertThat(pair.server().events())
        .last()
        .extracting(TlsEvent::type)
        .isEqualTo(TlsEvent.Type.FAILED);
    assertThat(pair.client().failure().type()).isEqualTo(FailureType.PEER_ALERT);
    assertThat(pair.client().story()).endsWith("< alert fatal internal_error", "  failed");
  }
}
