package dev.sallyport.tls.bc;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * The early data of one connection, which this server never takes: it passes over the records of a
 * client that sent some nevertheless (RFC 8446 section 4.2.10). The limit on octets before the
 * handshake is complete bounds them.
 */
final class EarlyData {
  private boolean offered;
  private boolean keysMade;
  private boolean discarding;

  /** The client says that it sends some. */
  void offered() {
    offered = true;
  }

  /**
   * The cipher of the handshake was made: until it can open a record, those that it cannot are
   * early data.
   */
  void keysMade(RecordCipher cipher) {
    keysMade = true;
    if (offered) {
      cipher.expect(this);
    }
  }

  /**
   * Whether a record of that type is early data that comes between a HelloRetryRequest and the
   * ClientHello that answers it.
   */
  boolean is(int type) {
    return offered && !keysMade && type == ContentType.application_data;
  }

  /**
   * Whether a record is early data that the cipher of the handshake could not open; what is left of
   * it is application data that {@link #discards}.
   */
  boolean passesOver(short type, TlsFatalAlert refused) {
    discarding =
        type == ContentType.application_data
            && refused.getAlertDescription() == AlertDescription.bad_record_mac;
    return discarding;
  }

  /** Whether the application data that came is what is left of a record that was passed over. */
  boolean discards() {
    boolean discarded = discarding;
    discarding = false;
    return discarded;
  }
}
