package dev.sallyport.proxy.flow;

import dev.sallyport.tls.TlsAlert;

/** How a peer in mid-handshake is left. */
enum Farewell {
  /** With an alert that says that we failed, and time to read it and close. */
  GENTLY(TlsAlert.Description.INTERNAL_ERROR),
  /** With an alert that says that we want no more, and no time. */
  AT_ONCE(TlsAlert.Description.USER_CANCELED);

  private final TlsAlert.Description alert;

  Farewell(TlsAlert.Description alert) {
    this.alert = alert;
  }

  TlsAlert.Description alert() {
    return alert;
  }
}
