package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.bouncycastle.tls.ContentType;
import org.junit.jupiter.api.Test;

/** What a peer may not do, or not so often. */
final class LimitTest {
  private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};

  private static Endpoint server(TlsLimits limits) {
    Endpoint server =
        Pair.server(
            new ServerProfile(
                Pair.identities(Identities.of(KeyKind.EC)),
                false,
                Policy.server(
                    List.of(TlsVersion.values()),
                    EnumSet.of(KeyExchange.ECDHE),
                    List.of(),
                    List.of()),
                limits,
                null,
                null,
                null));
    server.engine().begin();
    return server;
  }

  private static Endpoint server() {
    return server(TlsLimits.defaults());
  }

  private static void assertRefused(Endpoint server, FailureType type, String alert) {
    assertThat(server.failure().type()).as(server.failure().detail()).isEqualTo(type);
    assertThat(server.story()).contains("> alert fatal " + alert);
    assertThat(server.failure().alert()).extracting("name").isNotNull();
  }

  @Test
  void aHandshakeMessageMayNotBeTooLong() {
    Endpoint server = server();
    server.give(new byte[] {22, 3, 1, 0, 4, 1, 1, 0, 0});
    assertRefused(server, FailureType.LIMIT, "illegal_parameter");
    assertThat(server.failure().detail()).contains("65536");
  }

  @Test
  void unauthenticatedOctetsAreCounted() {
    Endpoint server = server(new TlsLimits(1 << 20, 20_000, 1, 1, 1, 1));
    byte[] record = new byte[5 + 16_000];
    System.arraycopy(new byte[] {22, 3, 1, 62, (byte) 128, 1, 1}, 0, record, 0, 7);
    server.give(record);
    assertThat(server.engine().failed()).isFalse();
    server.give(record);
    assertRefused(server, FailureType.LIMIT, "handshake_failure");
  }

  @Test
  void memoryOfAnUnfinishedRecordGrowsWithItsOctets() {
    Endpoint server = server();
    server.give(new byte[] {22, 3, 1, 64, 0});
    for (int i = 0; i < 1000; i++) {
      server.give(new byte[] {0});
    }
    assertThat(server.engine().failed()).isFalse();
    assertThat(server.handshake().bytesIn()).isEqualTo(1005);
  }

  @Test
  void aRecordMayNotBeTooLong() {
    Endpoint before = server();
    before.give(new byte[] {22, 3, 1, 64, 1});
    assertRefused(before, FailureType.BAD_RECORD, "record_overflow");

    Endpoint after = server();
    RogueClient.tls13().handshake(after);
    after.give(new byte[] {23, 3, 3, 65, 2});
    assertRefused(after, FailureType.BAD_RECORD, "record_overflow");
  }

  /** The version of a record says nothing, but for one that is reserved. */
  @Test
  void aRecordMayNotBeOfTheReservedVersion() {
    Endpoint other = server();
    other.give(new byte[] {22, 3, 1, 0, 1, 1, 22, 4, 4, 0, 1, 0});
    assertThat(other.engine().failed()).isFalse();

    Endpoint reserved = server();
    reserved.give(new byte[] {22, 3, 1, 0, 1, 1, 22, (byte) 0xFE, (byte) 0xFE, 0, 1, 0});
    assertRefused(reserved, FailureType.MALFORMED, "decode_error");
  }

  @Test
  void emptyRecordsInARow() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls13().handshake(server);
    for (int i = 0; i < TlsLimits.defaults().emptyRecords(); i++) {
      client.record(ContentType.application_data, new byte[0], server);
    }
    client.send("that was a pause", server);
    assertThat(server.engine().failed()).isFalse();
    for (int i = 0; i <= TlsLimits.defaults().emptyRecords(); i++) {
      client.record(ContentType.application_data, new byte[0], server);
    }
    assertRefused(server, FailureType.LIMIT, "unexpected_message");
  }

  @Test
  void keyUpdatesInARow() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls13().handshake(server);
    for (int i = 0; i < 100; i++) {
      client.keyUpdate(server).send("x", server);
    }
    assertThat(server.engine().failed()).isFalse();
    assertThat(server.received()).hasSize(100);
    for (int i = 0; i <= TlsLimits.defaults().postHandshakeMessages(); i++) {
      client.keyUpdate(server);
    }
    assertRefused(server, FailureType.LIMIT, "unexpected_message");
    assertThat(server.story()).contains("< key_update");
    assertThat(server.handshake().history()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void warningAlerts() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls12().handshake(server);
    byte[] noCertificate = {1, 41};
    for (int i = 0; i < TlsLimits.defaults().warningAlerts(); i++) {
      client.record(ContentType.alert, noCertificate, server);
    }
    assertThat(server.engine().failed()).isFalse();
    client.record(ContentType.alert, noCertificate, server);
    assertRefused(server, FailureType.LIMIT, "unexpected_message");
  }

  @Test
  void inTls13TheDescriptionDecidesAndNotTheLevel() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls13().handshake(server);
    client.record(ContentType.alert, new byte[] {1, 41}, server);
    assertThat(server.failure().type()).isEqualTo(FailureType.CERTIFICATE_REJECTED_BY_PEER);
  }

  @Test
  void ignoredChangeCipherSpecs() {
    Endpoint server = server();
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.TLS_1_3));
    client.engine().begin();
    server.give(client.take());
    for (int i = 0; i < TlsLimits.defaults().changeCipherSpecs(); i++) {
      server.give(CHANGE_CIPHER_SPEC);
    }
    assertThat(server.engine().failed()).isFalse();
    server.give(CHANGE_CIPHER_SPEC);
    assertRefused(server, FailureType.LIMIT, "unexpected_message");
  }

  @Test
  void changeCipherSpecBeforeTheHelloOrAfterTheHandshake() {
    Endpoint early = server();
    early.give(CHANGE_CIPHER_SPEC);
    assertRefused(early, FailureType.PROTOCOL_VIOLATION, "unexpected_message");

    Endpoint late = server();
    RogueClient.tls13().handshake(late);
    late.give(CHANGE_CIPHER_SPEC);
    assertRefused(late, FailureType.PROTOCOL_VIOLATION, "unexpected_message");
  }

  @Test
  void renegotiationIsRefusedByAWarningInTls12() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls12().handshake(server);
    client.record(ContentType.handshake, clientHello(), server);
    assertThat(server.engine().failed()).isFalse();
    assertThat(server.story()).endsWith("< client_hello", "> alert warning no_renegotiation");
  }

  @Test
  void renegotiationIsAnErrorInTls13() {
    Endpoint server = server();
    RogueClient client = RogueClient.tls13().handshake(server);
    client.record(ContentType.handshake, clientHello(), server);
    assertRefused(server, FailureType.PROTOCOL_VIOLATION, "unexpected_message");
  }

  @Test
  void nothingFollowsAMessageThatChangesKeys() {
    Endpoint server = server();
    byte[] hello = clientHello();
    byte[] record = new byte[5 + hello.length + 4];
    record[0] = 22;
    record[1] = 3;
    record[2] = 1;
    record[3] = (byte) ((hello.length + 4) >> 8);
    record[4] = (byte) (hello.length + 4);
    System.arraycopy(hello, 0, record, 5, hello.length);
    record[5 + hello.length] = 20;
    server.give(record);
    assertRefused(server, FailureType.PROTOCOL_VIOLATION, "unexpected_message");
  }

  @Test
  void nothingFollowsTheServerHelloOfTls13InItsRecord() {
    Pair pair =
        new Pair(
            Pair.clientProfile(TlsVersion.TLS_1_3),
            Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    pair.client().engine().begin();
    pair.server().engine().begin();
    pair.server().give(pair.client().take());
    byte[] flight = pair.server().take();
    int serverHello = ((flight[3] & 0xFF) << 8) + (flight[4] & 0xFF);
    byte[] forged = Arrays.copyOf(flight, 5 + serverHello + 6);
    forged[3] = (byte) ((serverHello + 6) >> 8);
    forged[4] = (byte) (serverHello + 6);
    System.arraycopy(new byte[] {8, 0, 0, 2, 0, 0}, 0, forged, 5 + serverHello, 6);
    pair.client().give(forged);
    assertRefused(pair.client(), FailureType.PROTOCOL_VIOLATION, "unexpected_message");
    assertThat(pair.client().story()).doesNotContain("< encrypted_extensions");
  }

  @Test
  void aBrokenClientHelloIsMalformed() {
    Endpoint server = server();
    byte[] hello = clientHello();
    hello[4 + 2 + 32] = 33; // legacy_session_id has at most 32 octets
    server.give(asRecord(hello));
    assertRefused(server, FailureType.MALFORMED, "decode_error");
  }

  @Test
  void alteredApplicationDataDoesNotAuthenticate() {
    Endpoint server = server();
    RogueClient.tls13().handshake(server);
    byte[] record = new byte[5 + 64];
    System.arraycopy(new byte[] {23, 3, 3, 0, 64}, 0, record, 0, 5);
    server.give(record);
    assertRefused(server, FailureType.BAD_RECORD, "bad_record_mac");
    assertThat(server.story()).endsWith("> alert fatal bad_record_mac", "  failed");
  }

  private static byte[] clientHello() {
    Endpoint client = Pair.client(Pair.clientProfile(TlsVersion.TLS_1_2));
    client.engine().begin();
    byte[] record = client.take();
    return Arrays.copyOfRange(record, 5, record.length);
  }

  private static byte[] asRecord(byte[] message) {
    byte[] record = new byte[5 + message.length];
    record[0] = 22;
    record[1] = 3;
    record[2] = 1;
    record[3] = (byte) (message.length >> 8);
    record[4] = (byte) message.length;
    System.arraycopy(message, 0, record, 5, message.length);
    return record;
  }
}
