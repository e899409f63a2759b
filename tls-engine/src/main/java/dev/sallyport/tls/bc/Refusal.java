package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/** Our own decision to end a connection: the alert for the peer, and the reason for the record. */
final class Refusal extends TlsFatalAlert {
  private static final long serialVersionUID = 1L;

  private final FailureType type;
  private final String detail;

  Refusal(FailureType type, TlsAlert.Description alert, String detail) {
    this(type, alert, detail, null);
  }

  Refusal(FailureType type, TlsAlert.Description alert, String detail, @Nullable Throwable cause) {
    super((short) alert.code(), detail, cause);
    this.type = type;
    this.detail = detail;
  }

  /** What the peer sent as its part of a key exchange cannot be used. */
  static Refusal keyShare(String detail, @Nullable Throwable cause) {
    return new Refusal(
        FailureType.PROTOCOL_VIOLATION, TlsAlert.Description.ILLEGAL_PARAMETER, detail, cause);
  }

  FailureType type() {
    return type;
  }

  String detail() {
    return detail;
  }
}
