package dev.sallyport.tls.bc;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsSecret;

/** The form of the NewSessionTicket of TLS 1.3, and the key that goes with it. */
final class Tickets {
  private static final int HEADER = 4;

  private Tickets() {}

  /** The resumption_master_secret (RFC 8446 section 7.1). */
  static TlsSecret resumptionMaster(SecurityParameters parameters, byte[] transcript)
      throws IOException {
    return expand(parameters, parameters.getMasterSecret(), "res master", transcript);
  }

  /** The pre-shared key of one ticket (RFC 8446 section 4.6.1). */
  static byte[] key(SecurityParameters parameters, TlsSecret resumptionMaster, byte[] nonce)
      throws IOException {
    return expand(parameters, resumptionMaster, "resumption", nonce).extract();
  }

  private static TlsSecret expand(
      SecurityParameters parameters, TlsSecret secret, String label, byte[] context)
      throws IOException {
    int hash = parameters.getPRFCryptoHashAlgorithm();
    return TlsCryptoUtils.hkdfExpandLabel(
        secret, hash, label, context, TlsCryptoUtils.getHashOutputSize(hash));
  }

  /** The whole message; it has no extensions, so that no early data is allowed. */
  static byte[] message(int lifetimeSeconds, int ageAdd, byte[] nonce, byte[] ticket) {
    int body = 4 + 4 + 1 + nonce.length + 2 + ticket.length + 2;
    ByteBuffer out = ByteBuffer.allocate(HEADER + body);
    out.putInt((HandshakeType.new_session_ticket << 24) | body);
    out.putInt(lifetimeSeconds).putInt(ageAdd);
    out.put((byte) nonce.length).put(nonce);
    out.putShort((short) ticket.length).put(ticket);
    return out.putShort((short) 0).array();
  }

  /**
   * What a NewSessionTicket of TLS 1.3 says (RFC 8446 section 4.6.1).
   *
   * @param nonce sets apart the keys of the tickets of one connection
   */
  @SuppressWarnings("ArrayRecordComponent") // carried from a message to where it is kept
  record Ticket(long lifetimeSeconds, int ageAdd, byte[] nonce, byte[] ticket) {}

  /** The fields of a message that Bouncy Castle has found to be well-formed. */
  static Ticket parse(MessageBytes message) throws Refusal {
    int nonce = HEADER + 4 + 4;
    int ticket = message.behindVector8(nonce);
    int end = message.behindVector16(ticket);
    if (end == ticket + 2) {
      throw new Refusal(
          FailureType.MALFORMED,
          Description.DECODE_ERROR,
          "new_session_ticket: the ticket is empty");
    }
    return new Ticket(
        message.uint32(HEADER),
        (int) message.uint32(HEADER + 4),
        message.copy(nonce + 1, ticket),
        message.copy(ticket + 2, end));
  }
}
