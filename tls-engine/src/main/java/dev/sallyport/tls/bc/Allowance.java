package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsLimits;

/** How much of each thing that costs us and brings it nothing the peer has done. */
final class Allowance {
  private final TlsLimits limits;
  private long unauthenticated;
  private int emptyRecords;
  private int postHandshakeMessages;
  private int warningAlerts;
  private int changeCipherSpecs;

  Allowance(TlsLimits limits) {
    this.limits = limits;
  }

  /** Octets came before the handshake was complete. */
  void unauthenticated(int octets) throws Refusal {
    unauthenticated += octets;
    if (unauthenticated > limits.unauthenticated()) {
      throw new Refusal(
          FailureType.LIMIT,
          Description.HANDSHAKE_FAILURE,
          "more than " + limits.unauthenticated() + " octets before the handshake was complete");
    }
  }

  /** A handshake message says how long it will be. */
  void handshakeMessage(int body) throws Refusal {
    if (body > limits.handshakeMessage()) {
      throw new Refusal(
          FailureType.LIMIT,
          Description.ILLEGAL_PARAMETER,
          "a handshake message of " + body + " octets, more than " + limits.handshakeMessage());
    }
  }

  /** TLS 1.3 ignores them (RFC 8446 appendix D.4). */
  void changeCipherSpec() throws Refusal {
    check(++changeCipherSpecs, limits.changeCipherSpecs(), "change_cipher_spec records");
  }

  void emptyRecord() throws Refusal {
    check(++emptyRecords, limits.emptyRecords(), "empty records");
  }

  void postHandshakeMessage() throws Refusal {
    check(
        ++postHandshakeMessages,
        limits.postHandshakeMessages(),
        "handshake messages without data between");
  }

  void warningAlert() throws Refusal {
    check(++warningAlerts, limits.warningAlerts(), "warning alerts");
  }

  /** Application data is what a connection is for: it makes good what came before. */
  void data() {
    emptyRecords = 0;
    postHandshakeMessages = 0;
  }

  private static void check(int count, int limit, String what) throws Refusal {
    if (count > limit) {
      throw new Refusal(
          FailureType.LIMIT, Description.UNEXPECTED_MESSAGE, "more than " + limit + " " + what);
    }
  }
}
