package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import java.util.function.LongSupplier;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is seen on one connection: it stamps and reports each message and fact, keeps the
 * findings, holds the peer to the limits, and knows which directions are open.
 */
final class Conversation implements SecretObserver {
  private final Role role;
  private final Allowance allowance;
  private final TlsSink sink;
  private final LongSupplier nanos;
  private final HandshakeClock clock;
  private final Findings findings;
  private final HandshakeFraming framing;
  private final Offers offers = new Offers();
  private final EarlyData earlyData = new EarlyData();

  private int sendingLeft;
  private int ciphersMade;
  private boolean endsRecord;

  private @Nullable CertificateSummary ownCertificate;
  private @Nullable TlsAlert fatalAlert;
  private @Nullable TlsFailure failure;
  private boolean established;
  private boolean inputEnded;
  private boolean outputEnded;

  Conversation(Role role, TlsLimits limits, TlsSink sink, LongSupplier nanos) {
    this.role = role;
    this.allowance = new Allowance(limits);
    this.sink = sink;
    this.nanos = nanos;
    this.clock = new HandshakeClock(nanos);
    this.findings = new Findings(role);
    this.framing = new HandshakeFraming(allowance);
  }

  HandshakeClock clock() {
    return clock;
  }

  TlsFacts facts() {
    return findings.snapshot(clock);
  }

  // ---- the stream

  /** Octets were taken from the peer's stream. */
  void taken(int octets) throws Refusal {
    if (established) {
      return;
    }
    clock.begin();
    findings.handshakeOctets(Direction.IN, octets);
    allowance.unauthenticated(octets);
  }

  /** Octets go to the peer. */
  void put(byte[] buffer, int offset, int length) {
    if (!established) {
      if (role == Role.CLIENT) {
        clock.begin();
      }
      findings.handshakeOctets(Direction.OUT, length);
    }
    sink.ciphertext(buffer, offset, length);
  }

  /** A change_cipher_spec record came. */
  void changeCipherSpec() throws Refusal {
    message(TlsEvent.Type.CHANGE_CIPHER_SPEC, Direction.IN, 1);
    allowance.changeCipherSpec();
  }

  // ---- records of the peer, decrypted

  /** Takes note of a record with parts of handshake messages. */
  void handshakeRecord(byte[] buffer, int offset, int length) throws Refusal {
    framing.follow(buffer, offset, length);
  }

  void applicationData(byte[] buffer, int offset, int length) throws Refusal {
    if (!established) {
      throw violation("application data before the handshake was complete");
    }
    if (framing.midMessage()) {
      throw violation("application data inside a handshake message");
    }
    if (length == 0) {
      allowance.emptyRecord();
      return;
    }
    allowance.data();
    findings.data(Direction.IN);
    sink.plaintext(buffer, offset, length);
  }

  /** Takes an alert of the peer; true if it ends the connection with an error. */
  boolean alert(byte[] buffer, int offset, int length) throws Refusal {
    if (length != 2) {
      throw new Refusal(
          FailureType.MALFORMED, Description.DECODE_ERROR, "an alert of " + length + " octets");
    }
    TlsAlert alert =
        new TlsAlert(Direction.IN, TlsAlert.Level.of(buffer[offset]), buffer[offset + 1] & 0xFF);
    report(alert);
    if (alert.description() == Description.CLOSE_NOTIFY) {
      inputEnded = true;
      if (!established) {
        fail(
            new TlsFailure(
                FailureType.PEER_CLOSED, alert, "close_notify before the handshake was complete"));
      }
      return !established;
    }
    if (isWarning(alert)) {
      allowance.warningAlert();
      return false;
    }
    fail(Failures.peerAlert(alert, findings.certificateSent()));
    return true;
  }

  /** In TLS 1.3 the description alone decides (RFC 8446 section 6). */
  private boolean isWarning(TlsAlert alert) {
    if (alert.description() == Description.USER_CANCELED) {
      return true;
    }
    return alert.level() == TlsAlert.Level.WARNING && findings.version() != TlsVersion.TLS_1_3;
  }

  // ---- handshake messages

  /** A whole handshake message came and is about to be processed. */
  void received(short code, MessageBytes message) throws Refusal {
    TlsEvent.Type type = Messages.type(code, message);
    message(type, Direction.IN, message.length());
    endsRecord = framing.endsRecord();
    if (established) {
      allowance.postHandshakeMessage();
    }
    if (Messages.changesKeys(type)) {
      requireEndOfRecord();
    }
    if (type == TlsEvent.Type.CLIENT_HELLO && role == Role.SERVER && !established) {
      offers.take(message);
      findings.clientHello(offers.latest());
    }
    learn(type, Direction.IN, message);
  }

  /** The message was processed, and what it settles is settled. */
  void processed(short code, SecurityParameters parameters) throws Refusal {
    if (!established) {
      findings.negotiated(parameters);
      if (code == HandshakeType.server_hello && findings.version() == TlsVersion.TLS_1_3) {
        requireEndOfRecord();
      }
    }
  }

  /** Messages must not span a change of keys (RFC 8446 section 5.1). */
  private void requireEndOfRecord() throws Refusal {
    if (!endsRecord) {
      throw violation("a handshake message follows a change of keys in the same record");
    }
  }

  /**
   * A record of ours went out that is not application data; handshake messages may be split over
   * several.
   */
  void sent(short contentType, MessageBytes content, SecurityParameters parameters) throws Refusal {
    switch (contentType) {
      case ContentType.change_cipher_spec ->
          message(TlsEvent.Type.CHANGE_CIPHER_SPEC, Direction.OUT, 1);
      case ContentType.alert -> sentAlert(content);
      default -> sentHandshake(content, parameters);
    }
  }

  void dataSent() {
    findings.data(Direction.OUT);
  }

  private void sentHandshake(MessageBytes content, SecurityParameters parameters) throws Refusal {
    if (sendingLeft > 0) {
      sendingLeft -= content.length();
      return;
    }
    int length = Messages.length(content);
    sendingLeft = length - content.length();
    TlsEvent.Type type = Messages.type((short) content.uint8(0), content);
    message(type, Direction.OUT, length);
    if (!established) {
      findings.negotiated(parameters);
    }
    if (type == TlsEvent.Type.CERTIFICATE && ownCertificate != null) {
      findings.certificate(ownCertificate);
    }
    if (type == TlsEvent.Type.CLIENT_HELLO) {
      findings.clientHello(Messages.clientHello(content));
    }
    if (type == TlsEvent.Type.HELLO_RETRY_REQUEST) {
      offers.retry();
    }
    learn(type, Direction.OUT, content);
  }

  private void learn(TlsEvent.Type type, Direction direction, MessageBytes message) {
    if (!established && !role.fromClient(direction)) {
      findings.serverMessage(type, message);
    }
  }

  // ---- facts of the exchange

  /** The ClientHello that is being answered. */
  ClientHello hello() {
    return offers.latest();
  }

  EarlyData earlyData() {
    return earlyData;
  }

  void resumed(Resumption how) {
    findings.resumed(how);
  }

  void group(int code) {
    findings.group(code);
  }

  /** The certificate that will be sent. */
  void ownCertificate(CertificateSummary summary) {
    ownCertificate = summary;
  }

  @Nullable String serverRandom() {
    return findings.serverRandom();
  }

  void peerCertificate(CertificateSummary summary) {
    findings.peerCertificate(summary);
  }

  void verified(long beganAt, Verdict verdict) {
    long at = nanos.getAsLong();
    findings.verified(at, at - beganAt, verdict);
    fact(TlsEvent.Type.CERTIFICATE_VERIFIED, at);
  }

  long now() {
    return nanos.getAsLong();
  }

  @Override
  public void agreed() {
    preMaster(TlsFacts.PreMaster.Origin.KEY_AGREEMENT);
  }

  @Override
  public void decrypted() {
    preMaster(TlsFacts.PreMaster.Origin.CLIENT_ENCRYPTED);
  }

  private void preMaster(TlsFacts.PreMaster.Origin by) {
    long at = nanos.getAsLong();
    findings.preMaster(at, by);
    fact(TlsEvent.Type.PRE_MASTER_SECRET, at);
  }

  @Override
  public TlsCipher cipherMade(TlsCipher cipher) {
    ciphersMade++;
    if (ciphersMade == (findings.version() == TlsVersion.TLS_1_2 ? 1 : 2)) {
      long at = nanos.getAsLong();
      findings.keysDerived(at);
      fact(TlsEvent.Type.KEYS_DERIVED, at);
    }
    return ciphersMade == 1 ? earlyData.guard(cipher) : cipher;
  }

  /** Both Finished messages are verified. */
  void complete(SecurityParameters parameters) {
    findings.negotiated(parameters);
    long at = nanos.getAsLong();
    clock.end(at);
    established = true;
    fact(TlsEvent.Type.HANDSHAKE_COMPLETED, at);
  }

  // ---- ends

  /** The peer's FIN. */
  void endInput() {
    if (inputEnded) {
      return;
    }
    if (established) {
      inputEnded = true;
      findings.truncated();
      fact(TlsEvent.Type.TRUNCATED, nanos.getAsLong());
    } else {
      fail(
          new TlsFailure(
              FailureType.PEER_CLOSED, null, "the peer left before the handshake was complete"));
    }
  }

  void endOutput() {
    outputEnded = true;
  }

  /** The last thing that happens. */
  void fail(TlsFailure why) {
    if (failure != null) {
      return;
    }
    failure = why;
    inputEnded = true;
    outputEnded = true;
    long at = nanos.getAsLong();
    clock.end(at);
    fact(established ? TlsEvent.Type.FAILED : TlsEvent.Type.HANDSHAKE_FAILED, at);
  }

  boolean established() {
    return established;
  }

  boolean inputEnded() {
    return inputEnded;
  }

  boolean outputEnded() {
    return outputEnded;
  }

  @Nullable TlsFailure failure() {
    return failure;
  }

  /** The fatal alert that we sent, if any. */
  @Nullable TlsAlert fatalAlert() {
    return fatalAlert;
  }

  // ---- reports

  private void sentAlert(MessageBytes content) {
    TlsAlert alert =
        new TlsAlert(Direction.OUT, TlsAlert.Level.of(content.uint8(0)), content.uint8(1));
    report(alert);
    if (alert.level() == TlsAlert.Level.FATAL) {
      fatalAlert = alert;
    }
  }

  private void report(TlsAlert alert) {
    long at = nanos.getAsLong();
    TlsEvent.Type type = TlsEvent.Type.ALERT;
    if (alert.description() == Description.CLOSE_NOTIFY) {
      type = TlsEvent.Type.CLOSE_NOTIFY;
      findings.closeNotify(alert.direction(), at);
    }
    findings.message(type, alert.direction());
    sink.event(new TlsEvent(type, alert.direction(), at, 2, alert));
  }

  private void message(TlsEvent.Type type, Direction direction, int length) {
    findings.message(type, direction);
    sink.event(new TlsEvent(type, direction, nanos.getAsLong(), length, null));
  }

  private void fact(TlsEvent.Type type, long at) {
    sink.event(new TlsEvent(type, null, at, 0, null));
  }

  private static Refusal violation(String detail) {
    return new Refusal(FailureType.PROTOCOL_VIOLATION, Description.UNEXPECTED_MESSAGE, detail);
  }
}
