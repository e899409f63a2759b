package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the tickets of TLS 1.3 are sent. */
final class TicketsWithAnswerTest extends ClientResumptionScene {
  private static final String TICKET = "> new_session_ticket";

  private Endpoint client;
  private Endpoint answering;

  @BeforeEach
  void begin() {
    client = client(profile(TlsVersion.TLS_1_3), SERVER);
    answering = Pair.server(server);
    client.engine().begin();
    answering.engine().begin();
    answering.give(client.take());
    client.give(answering.take());
    assertThat(client.engine().established()).isTrue();
  }

  @Test
  void aClientThatHasNotAskedGetsThemAtOnce() {
    answering.give(client.take());
    assertThat(answering.story()).endsWith(TICKET, TICKET);
    answering.take();

    client.send("the request");
    answering.give(client.take());
    answering.send("the answer");
    assertThat(answering.story()).containsOnlyOnce("< finished").endsWith(TICKET, TICKET);
  }

  @Test
  void thoseOfOneThatAskedWithItsFinishedGoBeforeTheAnswer() {
    client.send("the request");
    answering.give(client.take());
    assertThat(answering.text()).isEqualTo("the request");
    assertThat(answering.take()).isEmpty();
    assertThat(answering.story()).doesNotContain(TICKET);

    answering.send("the answer");
    assertThat(answering.story()).endsWith(TICKET, TICKET);
    client.give(answering.take());
    assertThat(client.text()).isEqualTo("the answer");
    assertThat(client.story()).endsWith("< new_session_ticket", "< new_session_ticket");
    answering.send(", and more");
    assertThat(answering.story().stream().filter(TICKET::equals)).hasSize(2);
    assertThat(resumption(meet(TlsVersion.TLS_1_3))).isEqualTo(Resumption.PSK);
  }

  @Test
  void whoseFinishedComesAloneGetsThemAtOnceThoughItHasAsked() {
    client.send("the request");
    for (byte octet : client.take()) {
      answering.give(new byte[] {octet});
    }
    assertThat(answering.text()).isEqualTo("the request");
    assertThat(answering.story()).endsWith(TICKET, TICKET);
  }

  @Test
  void withoutAnAnswerTheyGoBeforeTheEnd() {
    client.send("the request");
    answering.give(client.take());
    answering.engine().closeOutput();
    assertThat(answering.story()).endsWith(TICKET, TICKET, "> close_notify");
    client.give(answering.take());
    assertThat(resumption(meet(TlsVersion.TLS_1_3))).isEqualTo(Resumption.PSK);
  }

  @Test
  void aFailureSendsNone() {
    client.send("the request");
    answering.give(client.take());
    answering.engine().abort(TlsAlert.Description.INTERNAL_ERROR, FailureType.ABORTED, "a test");
    assertThat(answering.story()).doesNotContain(TICKET);
  }
}
