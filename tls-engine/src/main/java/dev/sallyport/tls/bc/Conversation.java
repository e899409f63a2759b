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
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.SecurityParameters;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens on one connection: it has each message and fact reported, holds the peer
 * to the limits, and knows which directions are open.
 */
final class Conversation {
  private final Role role;
  private final TlsSink sink;
  private final Allowance allowance;
  private final HandshakeClock clock;
  private final Findings findings;
  private final Reports reports;
  private final HandshakeFraming framing;
  private final Offers offers = new Offers();
  private final EarlyData earlyData = new EarlyData();
  private final SentMessages sent;
  private final KeyEstablishment keys;

  private boolean endsRecord;
  private @Nullable TlsFailure failure;
  private boolean established;
  private boolean inputEnded;
  private boolean outputEnded;

  Conversation(Role role, TlsLimits limits, TlsSink sink, LongSupplier nanos) {
    this.role = role;
    this.sink = sink;
    this.allowance = new Allowance(limits);
    this.clock = new HandshakeClock(nanos);
    this.findings = new Findings(role);
    this.reports = new Reports(nanos, findings, sink);
    this.framing = new HandshakeFraming(allowance);
    this.sent = new SentMessages(role, findings, reports, offers);
    this.keys = new KeyEstablishment(findings, reports, earlyData);
  }

  HandshakeClock clock() {
    return clock;
  }

  /** To be told when secrets exist. */
  KeyEstablishment keys() {
    return keys;
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
    reports.message(TlsEvent.Type.CHANGE_CIPHER_SPEC, Direction.IN, 1);
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
    reports.alert(alert);
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
    reports.message(type, Direction.IN, message.length());
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
    if (role == Role.CLIENT && !established) {
      findings.serverMessage(type, message);
    }
  }

  /** Takes over what is agreed on while a message is being processed. */
  void negotiated(SecurityParameters parameters) {
    findings.negotiated(parameters);
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

  // ---- records of ours, before encryption

  /** A record of ours went out that is not application data. */
  void sent(short contentType, MessageBytes content, SecurityParameters parameters) throws Refusal {
    sent.record(contentType, content, established ? null : parameters);
  }

  void dataSent() {
    findings.data(Direction.OUT);
  }

  // ---- facts of the exchange

  /** The ClientHello that is being answered. */
  ClientHello hello() {
    return offers.latest();
  }

  EarlyData earlyData() {
    return earlyData;
  }

  void resumed(@Nullable Resumption how) {
    findings.resumed(how);
  }

  void group(int code) {
    findings.group(code);
  }

  /** The certificate that will be sent. */
  void ownCertificate(CertificateSummary summary) {
    sent.ownCertificate(summary);
  }

  @Nullable String serverRandom() {
    return findings.serverRandom();
  }

  void peerCertificate(CertificateSummary summary) {
    findings.peerCertificate(summary);
  }

  void verified(long beganAt, Verdict verdict) {
    long at = reports.now();
    findings.verified(at, at - beganAt, verdict);
    reports.fact(TlsEvent.Type.CERTIFICATE_VERIFIED, at);
  }

  long now() {
    return reports.now();
  }

  /** Both Finished messages are verified. */
  void complete(SecurityParameters parameters) {
    findings.negotiated(parameters);
    long at = reports.now();
    clock.end(at);
    established = true;
    reports.fact(TlsEvent.Type.HANDSHAKE_COMPLETED, at);
  }

  // ---- ends

  /** The peer's FIN, after {@code octets} of a record that is not whole. */
  void endInput(int octets) {
    if (inputEnded) {
      return;
    }
    if (established) {
      inputEnded = true;
      findings.truncated();
      reports.truncated(octets);
    } else {
      fail(
          new TlsFailure(
              FailureType.PEER_CLOSED, null, "the peer left before the handshake was complete"));
    }
  }

  /** The connection is gone: both directions have ended. */
  void lost() {
    inputEnded = true;
    outputEnded = true;
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
    long at = reports.now();
    clock.end(at);
    reports.fact(established ? TlsEvent.Type.FAILED : TlsEvent.Type.HANDSHAKE_FAILED, at);
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
    return sent.fatalAlert();
  }

  private static Refusal violation(String detail) {
    return new Refusal(FailureType.PROTOCOL_VIOLATION, Description.UNEXPECTED_MESSAGE, detail);
  }
}
