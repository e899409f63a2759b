package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsSink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** One engine that is held to what {@link TlsEngine} promises, whatever its peer sends. */
final class Watched implements TlsSink {
  private final TlsEngine engine;
  private final ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
  private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
  private final List<String> story = new ArrayList<>();
  private boolean over;
  private long given;

  Watched(Function<TlsSink, TlsEngine> maker) {
    engine = maker.apply(this);
    engine.begin();
  }

  TlsEngine engine() {
    return engine;
  }

  /** Gives a copy, which is spoilt afterwards: nothing may refer to it after the call. */
  void give(byte[] octets, int offset, int length) {
    byte[] lent = new byte[length + 2];
    System.arraycopy(octets, offset, lent, 1, length);
    given += length;
    engine.receive(lent, 1, length);
    Arrays.fill(lent, (byte) 0x55);
    assertOrderly();
  }

  void send(byte[] octets) {
    if (engine.canSend()) {
      engine.send(octets.clone(), 0, octets.length);
      assertOrderly();
    }
  }

  byte[] take() {
    byte[] waiting = ciphertext.toByteArray();
    ciphertext.reset();
    return waiting;
  }

  byte[] received() {
    return plaintext.toByteArray();
  }

  /** The events in their order, each with its length and direction. */
  List<String> story() {
    return story;
  }

  /** One who fails says so, last; one who does not has not taken more than its limits allow. */
  void assertOrderly() {
    TlsFailure failure = engine.failure();
    assertThat(over).isEqualTo(failure != null);
    if (failure != null) {
      assertThat(failure.type()).as(failure.detail()).isNotEqualTo(FailureType.INTERNAL);
      assertThat(engine.failed() && engine.inputEnded() && engine.outputEnded()).isTrue();
      assertThat(engine.canSend()).isFalse();
    } else if (!engine.established()) {
      assertThat(given).isLessThanOrEqualTo(TlsLimits.defaults().unauthenticated());
    }
    assertThat(engine.facts()).isEqualTo(engine.facts());
  }

  @Override
  public void ciphertext(byte[] buffer, int offset, int length) {
    assertThat(over).as("ciphertext after the failure").isFalse();
    ciphertext.write(buffer, offset, length);
  }

  @Override
  public void plaintext(byte[] buffer, int offset, int length) {
    assertThat(over || !engine.established()).as("plaintext out of place").isFalse();
    plaintext.write(buffer, offset, length);
  }

  @Override
  public void event(TlsEvent event) {
    assertThat(over).as("an event after the failure: %s", event).isFalse();
    story.add(event.type() + " " + event.direction() + " " + event.length() + " " + event.alert());
    over = event.type() == TlsEvent.Type.HANDSHAKE_FAILED || event.type() == TlsEvent.Type.FAILED;
  }
}
