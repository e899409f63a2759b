package dev.sallyport.tls;

import org.jspecify.annotations.Nullable;

/**
 * Why TLS on a connection failed.
 *
 * @param alert the alert that ended it, sent or received; null when there was none
 * @param detail one phrase for a person, without secrets
 */
public record TlsFailure(FailureType type, @Nullable TlsAlert alert, String detail) {

  /** Whether the peer was told by an alert of ours. */
  public boolean isTold() {
    return alert != null && alert.direction() == Direction.OUT;
  }
}
