package dev.sallyport.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.NewSessionTicketMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Offers of a ticket that the proxy did issue, by one who does not know its secret. */
final class ResumptionIT extends Suite {
  private static final byte[] AGE = new byte[4];

  @Override
  List<Case> cases() {
    Table table = new Table();
    String section = "RFC 8446 4.2.11.2, 6.2";
    for (int filling : new int[] {0, 1, 255}) {
      byte[] binder = new byte[32];
      Arrays.fill(binder, (byte) filling);
      table.add(
          "a binder of octets " + filling,
          section,
          Scene.CLIENT_13,
          "decrypt_error",
          offering(true, binder));
    }
    table
        .add(
            "a binder of SHA-384's length for a ticket of SHA-256",
            section,
            Scene.CLIENT_13,
            "decrypt_error illegal_parameter decode_error",
            offering(true, new byte[48]))
        .add(
            "a wrong binder of the second ticket",
            section,
            Scene.CLIENT_13,
            "decrypt_error",
            offering(false, new byte[32]));
    return table.cases();
  }

  private Case.Script offering(boolean alone, byte[] binder) {
    return peer -> {
      byte[] own = entry(ticket());
      byte[] unknown = entry(new byte[100]);
      byte[] binders = Bytes.vector(1, binder);
      byte[] offer =
          alone
              ? Bytes.join(Bytes.vector(2, own), Bytes.vector(2, binders))
              : Bytes.join(Bytes.vector(2, unknown, own), Bytes.vector(2, binders, binders));
      peer.send(
          new ClientHelloMessage(peer.config()),
          Hello.with(hello -> hello.add(Hello.PRE_SHARED_KEY, offer)));
    };
  }

  private static byte[] entry(byte[] ticket) {
    return Bytes.join(Bytes.vector(2, ticket), AGE);
  }

  /** One of an honest connection. */
  private byte[] ticket() throws IOException {
    byte[] ticket;
    try (Peer peer = testbed().open(Scene.CLIENT_13)) {
      Honest.client13(peer);
      peer.receiveTill(new NewSessionTicketMessage());
      ticket =
          peer.received().stream()
              .filter(NewSessionTicketMessage.class::isInstance)
              .map(NewSessionTicketMessage.class::cast)
              .findFirst()
              .orElseThrow()
              .getTicket()
              .getIdentity()
              .getValue();
      peer.send(Honest.closeNotify());
    }
    assertThat(testbed().proxy().log().next()).returns("ok", Flow::outcome);
    return ticket;
  }
}
