package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsAlert.Description;
import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.TlsClient;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/** Bouncy Castle's client without its queues: what passes is shown to the conversation. */
final class ClientProtocol extends TlsClientProtocol implements Protocol {
  private final TlsClient peer;
  private final Conversation conversation;
  private final Output output;

  ClientProtocol(TlsClient peer, Conversation conversation) {
    this(peer, conversation, new Output(conversation));
  }

  private ClientProtocol(TlsClient peer, Conversation conversation, Output output) {
    super(InputStream.nullInputStream(), output);
    this.blocking = false;
    this.peer = peer;
    this.conversation = conversation;
    this.output = output;
  }

  @Override
  public void begin() throws IOException {
    connect(peer);
  }

  @Override
  public void header(byte[] header) throws IOException {
    safePreviewRecordHeader(header);
  }

  @Override
  public void record(byte[] buffer, int offset, int length) throws IOException {
    safeReadFullRecord(buffer, offset, length);
  }

  @Override
  public void send(byte[] buffer, int offset, int length) throws IOException {
    writeApplicationData(buffer, offset, length);
    conversation.dataSent();
  }

  @Override
  public void warn(Description description) throws IOException {
    raiseAlertWarning((short) description.code(), description.wireName());
  }

  @Override
  public void fail(Description description) throws IOException {
    handleException((short) description.code(), description.wireName(), null);
  }

  @Override
  protected void handleHandshakeMessage(short type, HandshakeMessageInput message)
      throws IOException {
    conversation.received(type, new MessageBytes(message));
    Protocol.process(type, () -> super.handleHandshakeMessage(type, message));
    conversation.processed(type, getContext().getSecurityParameters());
  }

  @Override
  protected void processRecord(short type, byte[] buffer, int offset, int length)
      throws IOException {
    switch (type) {
      case ContentType.application_data -> conversation.applicationData(buffer, offset, length);
      case ContentType.alert -> {
        if (conversation.alert(buffer, offset, length)) {
          handleFailure();
          throw new TlsFatalAlertReceived(AlertDescription.close_notify);
        }
      }
      default -> {
        if (type == ContentType.handshake) {
          conversation.handshakeRecord(buffer, offset, length);
        }
        super.processRecord(type, buffer, offset, length);
      }
    }
  }

  @Override
  protected void writeRecord(short type, byte[] buffer, int offset, int length) throws IOException {
    if (type == ContentType.application_data) {
      super.writeRecord(type, buffer, offset, length);
      return;
    }
    long before = output.count();
    super.writeRecord(type, buffer, offset, length);
    if (output.count() == before && type == ContentType.alert) {
      output.plaintextAlert(buffer, offset);
    }
    conversation.sent(
        type, new MessageBytes(buffer, offset, length), getContext().getSecurityParameters());
  }
}
