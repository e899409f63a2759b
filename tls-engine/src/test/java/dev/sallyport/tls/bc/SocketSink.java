package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Drives an engine over a blocking socket. */
final class SocketSink implements TlsSink {
  private final Socket socket;
  private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
  private final List<TlsEvent> events = new CopyOnWriteArrayList<>();
  private final List<Integer> records = new CopyOnWriteArrayList<>();

  /** A read that waits longer fails. */
  private static final int LIMIT_MILLIS = 30_000;

  SocketSink(Socket socket) throws SocketException {
    this.socket = socket;
    socket.setSoTimeout(LIMIT_MILLIS);
  }

  String text() {
    return plaintext.toString(StandardCharsets.UTF_8);
  }

  /** What has happened so far; may be read by other threads. */
  List<TlsEvent> events() {
    return events;
  }

  /** The lengths of the records that went out. */
  List<Integer> records() {
    return records;
  }

  /** Feeds the engine until it has what it waits for, or the peer is gone. */
  void pump(TlsEngine engine, java.util.function.BooleanSupplier enough) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    while (!enough.getAsBoolean() && !engine.inputEnded()) {
      int count = in.read(buffer);
      if (count < 0) {
        engine.endInput();
      } else {
        engine.receive(buffer, 0, count);
      }
    }
  }

  @Override
  public void ciphertext(byte[] buffer, int offset, int length) {
    records.add(length);
    try {
      socket.getOutputStream().write(buffer, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
