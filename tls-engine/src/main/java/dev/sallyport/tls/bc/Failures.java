package dev.sallyport.tls.bc;

import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsFailure;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/** Gives every way to fail its type. */
final class Failures {
  private Failures() {}

  /** The alert that says to the peer what went wrong here. */
  static Description alertFor(Exception thrown) {
    if (thrown instanceof TlsFatalAlert alert) {
      Description known = Description.of(alert.getAlertDescription());
      return known == null ? Description.INTERNAL_ERROR : known;
    }
    return Description.INTERNAL_ERROR;
  }

  /**
   * Something was thrown here.
   *
   * @param sent the fatal alert that told the peer
   */
  static TlsFailure thrown(Exception thrown, @Nullable TlsAlert sent) {
    if (thrown instanceof Refusal refusal) {
      return new TlsFailure(refusal.type(), sent, refusal.detail());
    }
    if (thrown instanceof TlsFatalAlert alert) {
      Description known = alertFor(alert);
      return new TlsFailure(typeOf(known), sent, String.valueOf(alert.getMessage()));
    }
    return new TlsFailure(FailureType.INTERNAL, sent, thrown.toString());
  }

  /**
   * An alert of Bouncy Castle's with the message at which it was raised: of many it says no more
   * than the name.
   */
  static Refusal at(String message, TlsFatalAlert alert) {
    Description description = alertFor(alert);
    return new Refusal(
        typeOf(description), description, message + ": " + alert.getMessage(), alert);
  }

  private static FailureType typeOf(Description alert) {
    return switch (alert) {
      case PROTOCOL_VERSION -> FailureType.NO_COMMON_VERSION;
      case HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY -> FailureType.NO_COMMON_PARAMETERS;
      case NO_APPLICATION_PROTOCOL -> FailureType.NO_COMMON_PROTOCOL;
      case INAPPROPRIATE_FALLBACK -> FailureType.DOWNGRADE;
      case UNRECOGNIZED_NAME -> FailureType.UNKNOWN_NAME;
      case DECODE_ERROR -> FailureType.MALFORMED;
      case BAD_RECORD_MAC, RECORD_OVERFLOW -> FailureType.BAD_RECORD;
      case BAD_CERTIFICATE, UNSUPPORTED_CERTIFICATE, CERTIFICATE_UNKNOWN ->
          FailureType.CERTIFICATE_INVALID;
      case INTERNAL_ERROR -> FailureType.INTERNAL;
      default -> FailureType.PROTOCOL_VIOLATION;
    };
  }

  /** The peer gave up. */
  static TlsFailure peerAlert(TlsAlert alert, boolean certificateSent) {
    return new TlsFailure(
        peerAlertType(alert, certificateSent), alert, "the peer sent " + alert.name());
  }

  private static FailureType peerAlertType(TlsAlert alert, boolean certificateSent) {
    Description description = alert.description();
    if (description == null) {
      return FailureType.PEER_ALERT;
    }
    return switch (description) {
      case NO_CERTIFICATE,
          BAD_CERTIFICATE,
          UNSUPPORTED_CERTIFICATE,
          CERTIFICATE_REVOKED,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_UNKNOWN,
          UNKNOWN_CA ->
          certificateSent ? FailureType.CERTIFICATE_REJECTED_BY_PEER : FailureType.PEER_ALERT;
      case CERTIFICATE_REQUIRED -> FailureType.CERTIFICATE_REJECTED_BY_PEER;
      case PROTOCOL_VERSION -> FailureType.NO_COMMON_VERSION;
      case UNRECOGNIZED_NAME -> FailureType.UNKNOWN_NAME;
      case NO_APPLICATION_PROTOCOL -> FailureType.NO_COMMON_PROTOCOL;
      case INAPPROPRIATE_FALLBACK -> FailureType.DOWNGRADE;
      default -> FailureType.PEER_ALERT;
    };
  }

  /** The peer's chain is not to be trusted. */
  static Refusal untrusted(Verdict verdict) {
    return switch (verdict.reason()) {
      case EXPIRED ->
          refusal(FailureType.CERTIFICATE_EXPIRED, Description.CERTIFICATE_EXPIRED, verdict);
      case NOT_YET_VALID ->
          refusal(FailureType.CERTIFICATE_NOT_YET_VALID, Description.CERTIFICATE_EXPIRED, verdict);
      case UNKNOWN_CA, SELF_SIGNED ->
          refusal(FailureType.CERTIFICATE_UNKNOWN_CA, Description.UNKNOWN_CA, verdict);
      case WRONG_NAME ->
          refusal(FailureType.CERTIFICATE_WRONG_NAME, Description.BAD_CERTIFICATE, verdict);
      case WRONG_USAGE ->
          refusal(
              FailureType.CERTIFICATE_WRONG_USAGE, Description.UNSUPPORTED_CERTIFICATE, verdict);
      default -> refusal(FailureType.CERTIFICATE_INVALID, Description.BAD_CERTIFICATE, verdict);
    };
  }

  private static Refusal refusal(FailureType type, Description alert, Verdict verdict) {
    return new Refusal(type, alert, verdict.detail());
  }
}
