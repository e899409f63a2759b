package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.tls.FailureType;
import org.junit.jupiter.api.Test;

/** The NewSessionTicket of TLS 1.3. */
final class TicketsTest {
  private static final byte[] NONCE = {7};

  private static MessageBytes message(byte[] ticket) {
    byte[] octets = Tickets.message(3_600, 0x89ABCDEF, NONCE, ticket);
    return new MessageBytes(octets, 0, octets.length);
  }

  @Test
  void saysWhatWasWritten() throws Exception {
    Tickets.Ticket ticket = Tickets.parse(message(new byte[] {1, 2, 3}));
    assertThat(ticket.lifetimeSeconds()).isEqualTo(3_600);
    assertThat(ticket.ageAdd()).isEqualTo(0x89ABCDEF);
    assertThat(ticket.nonce()).isEqualTo(NONCE);
    assertThat(ticket.ticket()).containsExactly(1, 2, 3);
  }

  /** RFC 8446 section 4.6.1: it has one octet at least. */
  @Test
  void anEmptyTicketIsRefused() {
    assertThatThrownBy(() -> Tickets.parse(message(new byte[0])))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.type()).isEqualTo(FailureType.MALFORMED))
        .hasMessageContaining("decode_error");
  }
}
