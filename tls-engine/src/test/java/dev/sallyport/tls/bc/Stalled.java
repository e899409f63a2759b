package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine whose handshake is left where it is, and how many octets brought it there. */
final class Stalled implements TlsSink {
  private final TlsEngine engine;
  private @Nullable ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private int received;

  Stalled(Function<TlsSink, TlsEngine> maker) {
    engine = maker.apply(this);
    engine.begin();
  }

  TlsEngine engine() {
    return engine;
  }

  int received() {
    return received;
  }

  Stalled give(byte[] octets) {
    received += octets.length;
    engine.receive(octets.clone(), 0, octets.length);
    return this;
  }

  /** Gives them in pieces of so many octets. */
  Stalled give(byte[] octets, int piece) {
    for (int at = 0; at < octets.length; at += piece) {
      give(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + piece)));
    }
    return this;
  }

  /** Takes what it has sent. */
  byte[] take() {
    byte[] taken = sent == null ? new byte[0] : sent.toByteArray();
    sent = new ByteArrayOutputStream();
    return taken;
  }

  /** Forgets what it has sent: that is its owner's, who passes it on. */
  Stalled alone() {
    sent = null;
    return this;
  }

  /** The records of a stream. */
  static List<byte[]> records(byte[] stream) {
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    while (at < stream.length) {
      int end = at + 5 + ((stream[at + 3] & 0xFF) << 8) + (stream[at + 4] & 0xFF);
      records.add(Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    return records;
  }

  @Override
  public void ciphertext(byte[] buffer, int offset, int length) {
    if (sent != null) {
      sent.write(buffer, offset, length);
    }
  }

  @Override
  public void plaintext(byte[] buffer, int offset, int length) {}

  @Override
  public void event(TlsEvent event) {}
}
