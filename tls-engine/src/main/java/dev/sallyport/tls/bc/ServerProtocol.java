package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;

/** Bouncy Castle's server with a tap in place of its queues. */
final class ServerProtocol extends TlsServerProtocol implements Protocol {
  private final ServerPeer peer;
  private final Tap tap;
  private boolean inClear;
  private boolean answerAwaited;

  ServerProtocol(ServerPeer peer, Tap tap) {
    super(InputStream.nullInputStream(), tap.output());
    this.blocking = false;
    this.peer = peer;
    this.tap = tap;
  }

  @Override
  public void begin() throws IOException {
    accept(peer);
  }

  @Override
  public void header(byte[] header) throws IOException {
    if (!tap.isEarlyData(header[0])) {
      safePreviewRecordHeader(header);
    }
  }

  @Override
  public void record(byte[] buffer, int offset, int length) throws IOException {
    if (!tap.isEarlyData(buffer[offset])) {
      inClear = buffer[offset] == ContentType.handshake;
      safeReadFullRecord(buffer, offset, length);
    }
  }

  @Override
  public void received() throws IOException {
    if (!answerAwaited) {
      sendHeld();
    }
  }

  @Override
  public void send(byte[] buffer, int offset, int length) throws IOException {
    sendHeld();
    writeApplicationData(buffer, offset, length);
  }

  @Override
  public boolean holdsMessages() {
    return peer.hasTickets();
  }

  /**
   * Tickets of TLS 1.3 may go at any time (RFC 8446 section 4.6.1). Those of a client that asked
   * with its Finished go with the answer: they take a segment and a write of their own otherwise,
   * and wake the client before there is anything that it waits for.
   */
  @Override
  public void sendHeld() throws IOException {
    for (byte[] ticket : peer.takeTickets()) {
      safeWriteRecord(ContentType.handshake, ticket, 0, ticket.length);
    }
  }

  @Override
  public void warn(Description description) throws IOException {
    sendHeld();
    raiseAlertWarning((short) description.code(), description.wireName());
  }

  @Override
  public void fail(Description description) throws IOException {
    handleException((short) description.code(), description.wireName(), null);
  }

  @Override
  public void inputEnded() {}

  @Override
  public void failed() {
    peer.failed();
  }

  @Override
  public void lost() {}

  @Override
  public void discard() {
    cleanupHandshake();
  }

  @Override
  protected void processRecord(short type, byte[] buffer, int offset, int length)
      throws IOException {
    if (inClear && awaitsProtection()) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.UNEXPECTED_MESSAGE,
          "a handshake message in clear");
    }
    answerAwaited |= type == ContentType.application_data && length > 0 && holdsMessages();
    if (tap.received(type, buffer, offset, length)) {
      super.processRecord(type, buffer, offset, length);
    }
  }

  /**
   * Whether our ServerHello of TLS 1.3 is out (RFC 8446 section 5). Until a protected record comes
   * Bouncy Castle takes those in clear, for the sake of alerts.
   */
  private boolean awaitsProtection() {
    SecurityParameters parameters = getContext().getSecurityParametersHandshake();
    return connection_state >= CS_SERVER_HELLO
        && parameters != null
        && TlsUtils.isTLSv13(parameters.getNegotiatedVersion());
  }

  @Override
  protected void handleHandshakeMessage(short type, HandshakeMessageInput message)
      throws IOException {
    if (type == HandshakeType.client_hello) {
      peer.helloComes();
    }
    tap.process(type, message, getContext(), super::handleHandshakeMessage);
  }

  @Override
  protected ClientHello receiveClientHelloMessage(ByteArrayInputStream message) throws IOException {
    return peer.needed(super.receiveClientHelloMessage(message));
  }

  @Override
  protected ServerHello generate13ServerHello(
      ClientHello hello, HandshakeMessageInput message, boolean retried) throws IOException {
    if (!retried) {
      requireKeyExchange(hello.getExtensions());
    }
    try {
      return super.generate13ServerHello(hello, message, retried);
    } catch (IllegalArgumentException e) {
      MlKemAgreement.refuseShort(
          getContext().getSecurityParametersHandshake().getNegotiatedGroup(), e);
      throw e;
    }
  }

  /**
   * Groups and key shares come together, and may be left out by a client with a pre-shared key
   * alone (RFC 8446 section 9.2). Bouncy Castle looks for neither.
   */
  private static void requireKeyExchange(Map<?, ?> extensions) throws Refusal {
    boolean groups = extensions.containsKey(ExtensionType.supported_groups);
    boolean shares = extensions.containsKey(ExtensionType.key_share);
    if (groups != shares || !(groups || extensions.containsKey(ExtensionType.pre_shared_key))) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.MISSING_EXTENSION,
          groups ? "there is no key_share" : "there are no supported_groups");
    }
  }

  @Override
  protected void completeHandshake() throws IOException {
    tap.lookForSecrets(getContext());
    super.completeHandshake();
  }

  @Override
  protected void writeRecord(short type, byte[] buffer, int offset, int length) throws IOException {
    if (tap.open()) {
      super.writeRecord(type, buffer, offset, length);
      tap.sent(type, buffer, offset, length, getContext());
    }
  }
}
