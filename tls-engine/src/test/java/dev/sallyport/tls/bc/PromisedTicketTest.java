package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bouncycastle.tls.HandshakeType;
import org.junit.jupiter.api.Test;

/**
 * In TLS 1.2 the ServerHello promises a ticket, and it comes if and only if it did (RFC 5077
 * section 3.3). The server's records are changed on their way: what the client says to a Finished
 * behind them would be decrypt_error.
 */
final class PromisedTicketTest {
  private static final SocketAddress SERVER = new InetSocketAddress("192.0.2.1", 443);
  private static final int HEADER = 5;
  private static final byte CHANGE_CIPHER_SPEC = 20;
  private static final byte HANDSHAKE = 22;

  /** Where a ServerHello has the length of its session ID. */
  private static final int SESSION_ID = HEADER + 4 + 2 + 32;

  private static final byte[] TICKET_EXTENSION = {0, 35, 0, 0};

  /** A lifetime of 60 seconds, and one octet. */
  private static final byte[] TICKET = {
    HANDSHAKE, 3, 3, 0, 11, HandshakeType.new_session_ticket, 0, 0, 7, 0, 0, 0, 60, 0, 1, 9
  };

  private final BouncyCastleTls tls = new BouncyCastleTls(Tiers.ofThisRun());
  private final ClientProfile profile =
      new ClientProfile(
          "example.com", null, List.of(TlsVersion.TLS_1_2), List.of(), TlsLimits.defaults());
  private final ServerProfile server =
      ServerProfile.of(Pair.identities(Identities.of(KeyKind.EC)))
          .withSessions(ServerSessions.of(new SessionCache(1)));

  /** One handshake in which the server's records are changed. */
  private Endpoint meet(ServerProfile with, UnaryOperator<byte[]> change) {
    Endpoint client = new Endpoint(sink -> tls.client(profile, sink, Pair.clock(), null, SERVER));
    Endpoint answering = Pair.server(with);
    client.engine().begin();
    answering.engine().begin();
    for (byte[] out = client.take(); out.length > 0; out = client.take()) {
      answering.give(out);
      byte[] in = answering.take();
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      for (int at = 0, next; at < in.length; at = next) {
        next = at + HEADER + ByteBuffer.wrap(in).getShort(at + 3);
        changed.writeBytes(change.apply(Arrays.copyOfRange(in, at, next)));
      }
      client.give(changed.toByteArray());
    }
    return client;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static boolean isMessage(byte[] record, short type) {
    return record[0] == HANDSHAKE && record[HEADER] == type;
  }

  /** The client behaves when nothing is changed. */
  private void assertTakesWhatIsRight(String history) {
    Endpoint client = meet(server, record -> record);
    assertThat(client.engine().failure()).isNull();
    assertThat(Objects.requireNonNull(client.facts().handshake()).history()).startsWith(history);
  }

  private static void assertRefused(Endpoint client, String detail) {
    assertThat(client.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(client.failure().detail()).isEqualTo(detail);
    assertThat(client.story()).endsWith("> alert fatal unexpected_message", "  handshake_failed");
  }

  @Test
  void inAFullHandshakeItHasToCome() {
    Endpoint client =
        meet(
            server,
            record -> isMessage(record, HandshakeType.new_session_ticket) ? new byte[0] : record);
    assertRefused(client, "finished: unexpected_message(10)");
    assertTakesWhatIsRight("CsxknGIFtif");
  }

  @Test
  void inAFullHandshakeItDoesNotComeUnpromised() {
    Endpoint client = meet(server.withSessions(null), PromisedTicketTest::withTicket);
    assertRefused(client, "new_session_ticket: unexpected_message(10)");
  }

  @Test
  void inAResumptionItHasToCome() {
    assertTakesWhatIsRight("CsxknGIFtif");
    Endpoint client =
        meet(
            server,
            record -> isMessage(record, HandshakeType.server_hello) ? promising(record) : record);
    assertThat(client.facts().resumption()).isNotNull();
    assertRefused(client, "the server has promised a ticket and sends none");
  }

  @Test
  void inAResumptionItDoesNotComeUnpromised() {
    assertTakesWhatIsRight("CsxknGIFtif");
    assertTakesWhatIsRight("CsifIF");
    Endpoint client = meet(server, PromisedTicketTest::withTicket);
    assertThat(client.facts().resumption()).isNotNull();
    assertRefused(client, "new_session_ticket: unexpected_message(10)");
  }

  private static byte[] withTicket(byte[] record) {
    return record[0] == CHANGE_CIPHER_SPEC ? joined(TICKET, record) : record;
  }

  /** A ServerHello with another extension. */
  private static byte[] promising(byte[] record) {
    byte[] promising = joined(record, TICKET_EXTENSION);
    ByteBuffer lengths = ByteBuffer.wrap(promising);
    int extensions = SESSION_ID + 1 + record[SESSION_ID] + 2 + 1;
    for (int at : new int[] {3, HEADER + 2, extensions}) {
      lengths.putShort(at, (short) (lengths.getShort(at) + TICKET_EXTENSION.length));
    }
    return promising;
  }
}
