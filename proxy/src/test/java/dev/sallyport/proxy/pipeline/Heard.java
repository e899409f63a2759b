package dev.sallyport.proxy.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsEvent;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what the handlers of one pipeline tell: bytes apart, all else in words. */
final class Heard implements ConnectionListener {

  private final StringBuilder bytes = new StringBuilder();
  private final List<String> words = new ArrayList<>();
  private int decrypted;
  private boolean begun;

  /** Everything received, one character a byte. */
  String bytes() {
    return bytes.toString();
  }

  /** All that is not bytes; the ends of batches are not kept. */
  List<String> words() {
    return words;
  }

  /** How often bytes came out of TLS. */
  int decryptions() {
    return decrypted;
  }

  /** Whether an octet has come that may be of a PROXY header. */
  boolean headerHasBegun() {
    return begun;
  }

  @Override
  public void decrypted() {
    decrypted++;
  }

  @Override
  public void received(ByteBuf data) {
    bytes.append(data.toString(ISO_8859_1));
    data.release();
  }

  @Override
  public void batchEnded() {}

  @Override
  public void finAhead() {}

  @Override
  public void finReceived() {
    words.add("fin");
  }

  @Override
  public void finJudged() {
    words.add("judged");
  }

  @Override
  public void broken(Throwable cause) {
    words.add("broken: " + cause.getMessage());
  }

  @Override
  public void endedWhilePaused() {
    words.add("ended while paused");
  }

  @Override
  public void writabilityChanged() {
    words.add("writability");
  }

  @Override
  public void closed() {
    words.add("closed");
  }

  @Override
  public void tls(TlsEvent event) {
    words.add(event.type().name());
  }

  @Override
  public void helloRead(ClientHello hello) {
    words.add("hello for " + hello.serverName());
  }

  @Override
  public void helloFailed(FailureType type, String detail) {
    words.add("hello failed: " + type);
  }

  @Override
  public void headerBegun() {
    begun = true;
  }

  @Override
  public void headerRead(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    words.add("header: " + source + " to " + destination);
  }

  @Override
  public void headerFailed(String detail) {
    words.add("header failed: " + detail);
  }
}
