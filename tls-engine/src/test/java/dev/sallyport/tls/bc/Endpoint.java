package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** One engine with everything that came out of it. */
final class Endpoint implements TlsSink {
  private final TlsEngine engine;
  private final ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
  private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
  private final List<TlsEvent> events = new ArrayList<>();
  private final List<Integer> writes = new ArrayList<>();

  Endpoint(Function<TlsSink, TlsEngine> maker) {
    engine = maker.apply(this);
  }

  TlsEngine engine() {
    return engine;
  }

  /** Takes the ciphertext that waits for the peer. */
  byte[] take() {
    byte[] waiting = ciphertext.toByteArray();
    ciphertext.reset();
    return waiting;
  }

  void give(byte[] received) {
    engine.receive(received.clone(), 0, received.length);
  }

  void send(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    engine.send(octets, 0, octets.length);
  }

  String text() {
    return plaintext.toString(StandardCharsets.UTF_8);
  }

  byte[] received() {
    return plaintext.toByteArray();
  }

  List<TlsEvent> events() {
    return events;
  }

  List<Integer> writes() {
    return writes;
  }

  TlsFacts facts() {
    return engine.facts();
  }

  TlsFacts.Handshake handshake() {
    return Objects.requireNonNull(engine.facts().handshake());
  }

  ClientHello hello() {
    return Objects.requireNonNull(engine.facts().clientHello());
  }

  TlsFailure failure() {
    return Objects.requireNonNull(engine.failure(), "it did not fail");
  }

  /** The events by name, messages with an arrow: {@code > client_hello}. */
  List<String> story() {
    return events.stream().map(Endpoint::line).toList();
  }

  private static String line(TlsEvent event) {
    String name = event.type().wireName();
    if (event.alert() != null && event.type() == TlsEvent.Type.ALERT) {
      name = name + " " + event.alert().level().wireName() + " " + event.alert().name();
    }
    if (event.direction() == null) {
      return "  " + name;
    }
    return (event.direction() == Direction.OUT ? "> " : "< ") + name;
  }

  @Override
  public void ciphertext(byte[] buffer, int offset, int length) {
    writes.add(length);
    ciphertext.write(buffer, offset, length);
  }

  @Override
  public void plaintext(byte[] buffer, int offset, int length) {
    plaintext.write(buffer, offset, length);
  }

  @Override
  public void event(TlsEvent event) {
    events.add(event);
  }
}
