package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/**
 * Shows every record and message that passes through one of Bouncy Castle's protocol classes to the
 * conversation, and keeps application data and alerts out of its queues.
 */
final class Tap {
  private final Conversation conversation;
  private final @Nullable Transcript transcript;
  private final Output output;
  private final @Nullable Secrets secrets;
  private long written;

  /** How Bouncy Castle itself processes a handshake message. */
  interface Stock {
    void process(short type, HandshakeMessageInput message) throws IOException;
  }

  /**
   * @param secrets looks for secrets to be logged; null where none are
   * @param transcript takes the handshake messages too, if there is one
   */
  Tap(Conversation conversation, @Nullable Secrets secrets, @Nullable Transcript transcript) {
    this.conversation = conversation;
    this.transcript = transcript;
    this.output = new Output(conversation);
    this.secrets = secrets;
  }

  /** Where Bouncy Castle writes its records. */
  OutputStream output() {
    return output;
  }

  // ---- from the peer

  /** Whether a record of that type is to be passed over, which Bouncy Castle would refuse. */
  boolean isEarlyData(byte type) {
    return conversation.earlyData().is(type);
  }

  /**
   * Takes a decrypted record; true if Bouncy Castle is to process it. An alert that ends the
   * connection is thrown, so that Bouncy Castle closes; its answer is not written any more.
   */
  boolean received(short type, byte[] buffer, int offset, int length) throws IOException {
    switch (type) {
      case ContentType.application_data -> {
        if (!conversation.earlyData().discards()) {
          conversation.applicationData(buffer, offset, length);
        }
        return false;
      }
      case ContentType.alert -> {
        if (conversation.alert(buffer, offset, length)) {
          throw new TlsFatalAlert(AlertDescription.close_notify, "the peer gave up");
        }
        return false;
      }
      case ContentType.handshake -> conversation.handshakeRecord(buffer, offset, length);
      default -> {}
    }
    return true;
  }

  /**
   * Processes a handshake message. Bouncy Castle answers what it cannot decode with internal_error;
   * the fault is the peer's, and so is the alert's name here.
   */
  void process(short type, HandshakeMessageInput message, TlsContext context, Stock stock)
      throws IOException {
    MessageBytes octets = new MessageBytes(message);
    conversation.received(type, octets);
    if (transcript != null) {
      transcript.add(octets, context.getSecurityParameters());
    }
    try {
      stock.process(type, message);
    } catch (Refusal | TlsFatalAlertReceived e) {
      throw e;
    } catch (TlsFatalAlert e) {
      throw Failures.at(HandshakeType.getName(type), e);
    } catch (IOException | RuntimeException e) {
      throw blame(type, e);
    }
    lookForSecrets(context);
    conversation.processed(type, context.getSecurityParameters());
  }

  /** To be called where secrets may be new, and before Bouncy Castle forgets some. */
  void lookForSecrets(TlsContext context) {
    if (secrets != null) {
      secrets.look(context);
    }
  }

  /** The ASN.1 of Bouncy Castle throws IllegalStateException for what it cannot read. */
  private static Refusal blame(short type, Exception thrown) {
    String name = HandshakeType.getName(type);
    if (type == HandshakeType.certificate && !(thrown instanceof EOFException)) {
      return new Refusal(
          FailureType.CERTIFICATE_INVALID,
          Description.BAD_CERTIFICATE,
          "a certificate cannot be decoded",
          thrown);
    }
    if (thrown instanceof IllegalArgumentException) {
      return new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.ILLEGAL_PARAMETER,
          name + " holds an impossible value",
          thrown);
    }
    if (thrown instanceof RuntimeException && !(thrown instanceof IllegalStateException)) {
      return new Refusal(
          FailureType.INTERNAL, Description.INTERNAL_ERROR, thrown + " at " + name, thrown);
    }
    return new Refusal(
        FailureType.MALFORMED, Description.DECODE_ERROR, name + " cannot be decoded", thrown);
  }

  // ---- to the peer

  /** Nothing follows our close_notify, whatever the peer sends (RFC 8446 section 6.1). */
  boolean open() {
    return !conversation.outputEnded();
  }

  /** Takes note of a record that Bouncy Castle has written, given as it was before encryption. */
  void sent(short type, byte[] buffer, int offset, int length, TlsContext context)
      throws IOException {
    if (type == ContentType.application_data) {
      conversation.dataSent();
    } else {
      if (type == ContentType.alert && output.count() == written) {
        output.plaintextAlert(buffer, offset);
      }
      MessageBytes content = new MessageBytes(buffer, offset, length);
      if (transcript != null && type == ContentType.handshake) {
        transcript.add(content, context.getSecurityParameters());
      }
      conversation.sent(type, content, context.getSecurityParameters());
    }
    written = output.count();
    lookForSecrets(context);
  }
}
