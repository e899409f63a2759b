package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.FirstBytes;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The engine of either role: takes calls in order and turns whatever is thrown into a failure. */
final class Engine implements TlsEngine {
  private static final int CHANGE_CIPHER_SPEC = 20;

  /** The last of the types of records, of which {@link #CHANGE_CIPHER_SPEC} is the first. */
  private static final int HEARTBEAT = 24;

  /** Both octets of the one version of a record that Bouncy Castle has no object for. */
  private static final byte RESERVED = (byte) 0xFE;

  private Protocol protocol;
  private final Conversation conversation;
  private final Crypto crypto;
  private final Records records;
  private boolean begun;
  private boolean recognized;
  private boolean canceled;

  /** What one of the rarer calls does. */
  private interface Step {
    void run() throws IOException;
  }

  Engine(Protocol protocol, Conversation conversation, Crypto crypto) {
    this.protocol = protocol;
    this.conversation = conversation;
    this.crypto = crypto;
    this.records = new Records(this, crypto);
  }

  @Override
  public void begin() {
    if (begun) {
      throw new IllegalStateException("begun already");
    }
    begun = true;
    perform(protocol::begin);
  }

  @Override
  public void receive(byte[] buffer, int offset, int length) {
    requireBegun();
    if (!open()) {
      return;
    }
    enter();
    try {
      records.feed(buffer, offset, length);
      protocol.received();
    } catch (IOException | RuntimeException e) {
      fail(e);
    } finally {
      leave();
    }
  }

  @Override
  public void endInput() {
    requireBegun();
    perform(() -> conversation.endInput(records.partialLength()));
    records.clear();
  }

  @Override
  public void lost() {
    requireBegun();
    if (!failed()) {
      conversation.lost();
      protocol.lost();
      records.clear();
      release();
    }
  }

  @Override
  public void send(byte[] plaintext, int offset, int length) {
    requireBegun();
    if (failed()) {
      return;
    }
    if (!canSend()) {
      throw new IllegalStateException("nothing can be sent now");
    }
    enter();
    try {
      protocol.send(plaintext, offset, length);
    } catch (IOException | RuntimeException e) {
      fail(e);
    } finally {
      leave();
    }
  }

  @Override
  public boolean holdsMessages() {
    return canSend() && protocol.holdsMessages();
  }

  @Override
  public void sendHeld() {
    if (holdsMessages()) {
      perform(protocol::sendHeld);
    }
  }

  @Override
  public void closeOutput() {
    requireBegun();
    if (outputEnded()) {
      return;
    }
    if (established()) {
      perform(() -> protocol.warn(Description.CLOSE_NOTIFY));
      conversation.endOutput();
    } else {
      perform(this::cancel);
    }
  }

  /** The level is warning, and close_notify follows (RFC 8446 section 6.1). */
  private void cancel() throws IOException {
    canceled = true;
    protocol.warn(Description.USER_CANCELED);
    protocol.warn(Description.CLOSE_NOTIFY);
    conversation.fail(
        new TlsFailure(FailureType.ABORTED, null, "closed before the handshake was complete"));
  }

  @Override
  public void abort(TlsAlert.Description why, FailureType type, String detail) {
    requireBegun();
    if (!failed() && !(inputEnded() && outputEnded())) {
      perform(
          () -> {
            throw new Refusal(type, why, detail);
          });
    }
  }

  @Override
  public boolean established() {
    return conversation.established();
  }

  @Override
  public boolean canSend() {
    return established() && !outputEnded();
  }

  @Override
  public boolean inputEnded() {
    return conversation.inputEnded();
  }

  @Override
  public boolean outputEnded() {
    return conversation.outputEnded();
  }

  @Override
  public boolean failed() {
    return conversation.failure() != null;
  }

  @Override
  public TlsFacts facts() {
    return conversation.facts();
  }

  @Override
  public @Nullable TlsFailure failure() {
    return conversation.failure();
  }

  // ---- what the records ask and bring

  /** Whether more is wanted. */
  boolean open() {
    return !inputEnded();
  }

  /** Whether memory may be taken for a whole record as soon as it begins. */
  boolean trusted() {
    return established();
  }

  /** Octets were taken from the stream; {@code partial} holds what there is of the next record. */
  void taken(int octets, byte[] partial, int partialLength) throws IOException {
    conversation.taken(octets);
    recognize(partial, 0, partialLength);
  }

  /** The header of a record that is not whole yet. */
  void header(byte[] header) throws IOException {
    requireRecord(header, 0);
    protocol.header(header);
  }

  /** One whole record, header included; the buffer may be overwritten. */
  void record(byte[] buffer, int offset, int length) throws IOException {
    recognize(buffer, offset, length);
    requireRecord(buffer, offset);
    if (buffer[offset + 1] == RESERVED && buffer[offset + 2] == RESERVED) {
      throw new Refusal(
          FailureType.MALFORMED, Description.DECODE_ERROR, "a record of the version 0xFEFE");
    }
    if (buffer[offset] == CHANGE_CIPHER_SPEC) {
      conversation.changeCipherSpec();
    }
    protocol.record(buffer, offset, length);
  }

  /** What comes when the stream is known for TLS, and is none: Bouncy Castle has but its number. */
  private static void requireRecord(byte[] buffer, int offset) throws Refusal {
    if (buffer[offset] < CHANGE_CIPHER_SPEC || buffer[offset] > HEARTBEAT) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.UNEXPECTED_MESSAGE,
          "not a TLS record: begins with " + FirstBytes.show(buffer, offset, Records.HEADER));
    }
  }

  private void recognize(byte[] buffer, int offset, int length) throws Refusal {
    if (recognized) {
      return;
    }
    String other = FirstBytes.notTls(buffer, offset, length);
    if (other != null) {
      throw new Refusal(FailureType.NOT_TLS, Description.UNEXPECTED_MESSAGE, other);
    }
    recognized = length >= FirstBytes.ENOUGH;
  }

  // ---- the frame of a call, which receive and send write out: they make no object each time

  private void perform(Step step) {
    enter();
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      fail(e);
    } finally {
      leave();
    }
  }

  private void enter() {
    conversation.clock().enter();
    crypto.observe(conversation.keys());
  }

  private void leave() {
    conversation.clock().leave();
    if (inputEnded()) {
      protocol.inputEnded();
    }
    if (failed()) {
      if (!canceled) {
        protocol.failed();
      }
      release();
    }
  }

  /** The engine's owner may keep it for long, for its facts. */
  private void release() {
    protocol.discard();
    protocol = Over.OVER;
  }

  private void fail(Exception thrown) {
    if (conversation.failure() != null) {
      return;
    }
    if (!protocol.isClosed()) {
      try {
        protocol.fail(Failures.alertFor(thrown));
      } catch (IOException | RuntimeException e) {
        thrown.addSuppressed(e);
      }
    }
    conversation.fail(Failures.thrown(thrown, conversation.fatalAlert()));
    records.clear();
  }

  private void requireBegun() {
    if (!begun) {
      throw new IllegalStateException("not begun");
    }
  }
}
