package dev.sallyport.tls.bc;

import dev.sallyport.tls.Direction;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import java.util.function.LongSupplier;

/** Stamps what is seen on one connection, and reports it to the findings and to the sink. */
final class Reports {
  private static final int ALERT_LENGTH = 2;

  private final LongSupplier nanos;
  private final Findings findings;
  private final TlsSink sink;

  Reports(LongSupplier nanos, Findings findings, TlsSink sink) {
    this.nanos = nanos;
    this.findings = findings;
    this.sink = sink;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** A handshake message or a change_cipher_spec, of so many octets. */
  void message(TlsEvent.Type type, Direction direction, int length) {
    findings.message(type, direction);
    sink.event(new TlsEvent(type, direction, now(), length, null));
  }

  void alert(TlsAlert alert) {
    long at = now();
    TlsEvent.Type type = TlsEvent.Type.ALERT;
    if (alert.description() == Description.CLOSE_NOTIFY) {
      type = TlsEvent.Type.CLOSE_NOTIFY;
      findings.closeNotify(alert.direction(), at);
    }
    findings.message(type, alert.direction());
    sink.event(new TlsEvent(type, alert.direction(), at, ALERT_LENGTH, alert));
  }

  /** The input ended in mid-air, after {@code octets} of a record that is not whole. */
  void truncated(int octets) {
    sink.event(new TlsEvent(TlsEvent.Type.TRUNCATED, null, now(), octets, null));
  }

  /** What no message says. */
  void fact(TlsEvent.Type type, long at) {
    sink.event(new TlsEvent(type, null, at, 0, null));
  }
}
