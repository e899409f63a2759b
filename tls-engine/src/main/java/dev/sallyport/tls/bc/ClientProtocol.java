package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.KeyShareEntry;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.jspecify.annotations.Nullable;

/** Bouncy Castle's client with a tap in place of its queues. */
final class ClientProtocol extends TlsClientProtocol implements Protocol {
  private final ClientPeer peer;
  private final Tap tap;

  ClientProtocol(ClientPeer peer, Tap tap) {
    super(InputStream.nullInputStream(), tap.output());
    this.blocking = false;
    this.peer = peer;
    this.tap = tap;
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
  protected void processRecord(short type, byte[] buffer, int offset, int length)
      throws IOException {
    if (tap.received(type, buffer, offset, length)) {
      super.processRecord(type, buffer, offset, length);
    }
  }

  @Override
  protected void handleHandshakeMessage(short type, HandshakeMessageInput message)
      throws IOException {
    tap.process(type, message, getContext(), this::process);
  }

  private void process(short type, HandshakeMessageInput message) throws IOException {
    if (type != HandshakeType.hello_request && awaitsRenewedTicket()) {
      receiveRenewedTicket(type, message);
      return;
    }
    if (lacksCertificate(type)) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.UNEXPECTED_MESSAGE,
          "the server shows no certificate");
    }
    super.handleHandshakeMessage(type, message);
    if (type == HandshakeType.server_hello && resumesTls12()) {
      expectSessionTicket = peer.resumed(serverExtensions);
    }
  }

  /**
   * A server that has promised it must send it. Bouncy Castle sees to that, and that none comes
   * which was not promised, but for this: in a resumption it knows of none.
   */
  private void receiveRenewedTicket(short type, HandshakeMessageInput message) throws IOException {
    if (type != HandshakeType.new_session_ticket) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.UNEXPECTED_MESSAGE,
          "the server has promised a ticket and sends none");
    }
    expectSessionTicket = false;
    receiveNewSessionTicket(message);
  }

  /**
   * Every suite that we offer has the server show a certificate (RFC 5246 section 7.4.2); Bouncy
   * Castle knows others too, and finds out late.
   */
  private boolean lacksCertificate(short type) {
    boolean behindHello =
        connection_state == CS_SERVER_HELLO || connection_state == CS_SERVER_SUPPLEMENTAL_DATA;
    return behindHello
        && (type == HandshakeType.server_key_exchange || type == HandshakeType.server_hello_done);
  }

  /** A server may renew the ticket that it takes (RFC 5077 section 3.3). */
  private boolean awaitsRenewedTicket() {
    return expectSessionTicket && resumesTls12();
  }

  private boolean resumesTls12() {
    SecurityParameters parameters = getContext().getSecurityParametersHandshake();
    return parameters != null && parameters.isResumedSession();
  }

  /**
   * Bouncy Castle says the version of one that it does not know to be the wrong one, which RFC 8446
   * section 4.2.1 has to be an illegal parameter.
   */
  @Override
  protected ServerHello receiveServerHelloMessage(ByteArrayInputStream message) throws IOException {
    ServerHello hello = super.receiveServerHelloMessage(message);
    ProtocolVersion chosen =
        TlsExtensionsUtils.getSupportedVersionsExtensionServer(hello.getExtensions());
    if (chosen != null && !ProtocolVersion.TLSv13.equals(chosen)) {
      throw illegal("supported_versions names " + chosen);
    }
    return hello;
  }

  /** One that would leave the ClientHello as it is (RFC 8446 section 4.1.4). */
  @Override
  protected void process13HelloRetryRequest(ServerHello request) throws IOException {
    Map<?, ?> extensions = request.getExtensions();
    if (extensions != null
        && !extensions.containsKey(TlsExtensionsUtils.EXT_key_share)
        && !extensions.containsKey(TlsExtensionsUtils.EXT_cookie)) {
      throw illegal("a HelloRetryRequest asks for nothing");
    }
    super.process13HelloRetryRequest(request);
  }

  private static Refusal illegal(String detail) {
    return new Refusal(FailureType.PROTOCOL_VIOLATION, Description.ILLEGAL_PARAMETER, detail);
  }

  @Override
  protected void process13ServerHello(ServerHello hello, boolean retried) throws IOException {
    requireOffered(hello.getExtensions());
    try {
      super.process13ServerHello(hello, retried);
    } catch (IllegalArgumentException e) {
      KeyShareEntry share = TlsExtensionsUtils.getKeyShareServerHello(hello.getExtensions());
      if (share != null) {
        MlKemAgreement.refuseShort(share.getNamedGroup(), e);
      }
      throw e;
    }
  }

  @Override
  protected void receiveCertificateRequest(ByteArrayInputStream message) throws IOException {
    super.receiveCertificateRequest(Needed.certificateRequest(message, getContext()));
  }

  @Override
  protected void receive13CertificateRequest(ByteArrayInputStream message, boolean later)
      throws IOException {
    super.receive13CertificateRequest(Needed.certificateRequest(message, getContext()), later);
  }

  /**
   * In the ServerHello Bouncy Castle passes over what it does not know (RFC 8446 section 4.2); one
   * without extensions it refuses by itself.
   */
  private void requireOffered(@Nullable Map<?, ?> extensions) throws Refusal {
    Map<?, ?> offered = clientExtensions;
    if (extensions != null && !offered.keySet().containsAll(extensions.keySet())) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.UNSUPPORTED_EXTENSION,
          "the server answers an extension that was not offered");
    }
  }

  /** In TLS 1.3. Bouncy Castle itself finds it to be well-formed but for this, and forgets it. */
  @Override
  protected void receive13NewSessionTicket(ByteArrayInputStream message) throws IOException {
    super.receive13NewSessionTicket(message);
    MessageBytes octets = new MessageBytes((HandshakeMessageInput) message);
    if (Messages.ticketLength(octets) == 0) {
      throw new Refusal(FailureType.MALFORMED, Description.DECODE_ERROR, "a ticket is empty");
    }
    peer.ticket(octets);
  }

  @Override
  protected void sendClientHelloMessage() throws IOException {
    if (clientHello.getBindersSize() > 0
        && !clientHello.getExtensions().containsKey(TlsExtensionsUtils.EXT_pre_shared_key)) {
      clientHello = withoutBinders(clientHello);
    }
    peer.offering(clientHello);
    super.sendClientHelloMessage();
  }

  /**
   * The key that was offered cannot go with the suite of the HelloRetryRequest. Bouncy Castle drops
   * it, but not the room for its binders (RFC 8446 section 4.1.4).
   */
  private static ClientHello withoutBinders(ClientHello hello) {
    return new ClientHello(
        hello.getVersion(),
        hello.getRandom(),
        hello.getSessionID(),
        hello.getCookie(),
        hello.getCipherSuites(),
        hello.getExtensions(),
        0);
  }

  @Override
  public void inputEnded() {
    peer.inputEnded();
  }

  @Override
  public void failed() {
    peer.failed();
  }

  @Override
  public void lost() {
    peer.lost();
  }

  @Override
  public void discard() {
    cleanupHandshake();
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
