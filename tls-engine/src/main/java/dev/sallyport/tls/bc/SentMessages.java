package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEvent;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.SecurityParameters;
import org.jspecify.annotations.Nullable;

/** The messages that go to the peer, read off the records that carry them. */
final class SentMessages {
  private final Role role;
  private final Findings findings;
  private final Reports reports;
  private final Offers offers;
  private int left;
  private @Nullable CertificateSummary ownCertificate;
  private @Nullable TlsAlert fatalAlert;

  SentMessages(Role role, Findings findings, Reports reports, Offers offers) {
    this.role = role;
    this.findings = findings;
    this.reports = reports;
    this.offers = offers;
  }

  /** The certificate that will be sent. */
  void ownCertificate(CertificateSummary summary) {
    ownCertificate = summary;
  }

  /**
   * A record went out that is not application data; handshake messages may be split over several.
   *
   * @param settling what is being agreed on; null once it is
   */
  void record(short contentType, MessageBytes content, @Nullable SecurityParameters settling)
      throws Refusal {
    switch (contentType) {
      case ContentType.change_cipher_spec ->
          reports.message(TlsEvent.Type.CHANGE_CIPHER_SPEC, Direction.OUT, content.length());
      case ContentType.alert -> alert(content);
      default -> handshake(content, settling);
    }
  }

  private void alert(MessageBytes content) {
    TlsAlert alert =
        new TlsAlert(Direction.OUT, TlsAlert.Level.of(content.uint8(0)), content.uint8(1));
    reports.alert(alert);
    if (alert.level() == TlsAlert.Level.FATAL) {
      fatalAlert = alert;
    }
  }

  private void handshake(MessageBytes content, @Nullable SecurityParameters settling)
      throws Refusal {
    if (left > 0) {
      left -= content.length();
      return;
    }
    int length = Messages.length(content);
    left = length - content.length();
    TlsEvent.Type type = Messages.type((short) content.uint8(0), content);
    reports.message(type, Direction.OUT, length);
    if (settling != null) {
      findings.negotiated(settling);
      learn(type, content);
    }
  }

  private void learn(TlsEvent.Type type, MessageBytes content) throws Refusal {
    switch (type) {
      case CLIENT_HELLO -> findings.clientHello(Messages.clientHello(content));
      case HELLO_RETRY_REQUEST -> offers.retry();
      case CERTIFICATE -> {
        if (ownCertificate != null) {
          findings.certificate(ownCertificate);
        }
      }
      default -> {}
    }
    if (role == Role.SERVER) {
      findings.serverMessage(type, content);
    }
  }

  /** The fatal alert that went out, if any. */
  @Nullable TlsAlert fatalAlert() {
    return fatalAlert;
  }
}
