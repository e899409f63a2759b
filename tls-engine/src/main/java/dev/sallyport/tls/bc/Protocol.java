package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import java.io.IOException;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

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

  /** Sends application data. */
  void send(byte[] buffer, int offset, int length) throws IOException;

  /** Sends an alert of the level warning. */
  void warn(Description description) throws IOException;

  /** Sends a fatal alert and closes. */
  void fail(Description description) throws IOException;

  boolean isClosed();

  /** A step of Bouncy Castle's own. */
  interface Step {
    void run() throws IOException;
  }

  /**
   * Processes a handshake message. Bouncy Castle answers what it cannot decode with internal_error;
   * the fault is the peer's, and so is the alert's name here.
   */
  static void process(short type, Step step) throws IOException {
    try {
      step.run();
    } catch (TlsFatalAlert | TlsFatalAlertReceived e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw blame(type, e);
    }
  }

  /** The ASN.1 of Bouncy Castle throws IllegalStateException for what it cannot read. */
  private static Refusal blame(short type, Exception thrown) {
    String name = HandshakeType.getName(type);
    if (type == HandshakeType.certificate) {
      return new Refusal(
          FailureType.CERTIFICATE_INVALID,
          Description.BAD_CERTIFICATE,
          "a certificate cannot be decoded",
          thrown);
    }
    if (thrown instanceof IllegalArgumentException) {
      return new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.ILLEGAL_PARAMETER,
          name + " holds an impossible value",
          thrown);
    }
    if (thrown instanceof RuntimeException && !(thrown instanceof IllegalStateException)) {
      return new Refusal(
          FailureType.INTERNAL, Description.INTERNAL_ERROR, thrown + " at " + name, thrown);
    }
    return new Refusal(
        FailureType.MALFORMED, Description.DECODE_ERROR, name + " cannot be decoded", thrown);
  }
}
