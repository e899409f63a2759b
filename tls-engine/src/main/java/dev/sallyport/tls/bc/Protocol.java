package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsAlert.Description;
import java.io.IOException;

/**
 * What the engine asks of Bouncy Castle's protocol classes, whichever the role. Whatever is thrown
 * has been told to the peer by an alert, and the protocol is closed.
 */
interface Protocol {

  /** Starts the handshake. */
  void begin() throws IOException;

  /** Looks at the header of a record that is not whole yet. */
  void header(byte[] header) throws IOException;

  /** Processes one whole record, which is decrypted in place. */
  void record(byte[] buffer, int offset, int length) throws IOException;

  /** All that came with one read is processed. */
  default void received() throws IOException {}

  /** Whether messages wait for application data to go with. */
  default boolean holdsMessages() {
    return false;
  }

  /** Sends them. */
  default void sendHeld() throws IOException {}

  /** Sends application data. */
  void send(byte[] buffer, int offset, int length) throws IOException;

  /** Sends an alert of the level warning. */
  void warn(Description description) throws IOException;

  /** Sends a fatal alert and closes. */
  void fail(Description description) throws IOException;

  boolean isClosed();

  /** Nothing is received any more. May be called again. */
  void inputEnded();

  /**
   * The connection has failed, and not because we canceled its handshake; sessions that it knows
   * are not to be resumed any more.
   */
  void failed();

  /** The peer is gone without a word. */
  void lost();

  /** Wipes the secrets that it has, and tells nobody. The last call. */
  void discard();
}
