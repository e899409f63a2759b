package dev.sallyport.tls.bc;

/** Follows handshake messages through the records that carry them, whole, in parts or several. */
final class HandshakeFraming {
  private static final int HEADER = 4;

  private final Allowance allowance;
  private int headerOctets;
  private int header;
  private int bodyLeft;
  private int completed;

  HandshakeFraming(Allowance allowance) {
    this.allowance = allowance;
  }

  /** Takes note of one record before its messages are processed. */
  void follow(byte[] buffer, int offset, int length) throws Refusal {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (headerOctets < HEADER) {
        header = (header << Byte.SIZE) | (buffer[at++] & 0xFF);
        if (++headerOctets == HEADER) {
          bodyLeft = header & 0xFFFFFF;
          allowance.handshakeMessage(bodyLeft);
        }
      } else {
        int taken = Math.min(bodyLeft, end - at);
        bodyLeft -= taken;
        at += taken;
      }
      if (headerOctets == HEADER && bodyLeft == 0) {
        headerOctets = 0;
        completed++;
      }
    }
  }

  /** Whether a message has begun and not ended. */
  boolean midMessage() {
    return headerOctets > 0;
  }

  /** Takes note of a message that is processed; true if nothing follows it in its record. */
  boolean endsRecord() {
    completed--;
    return completed == 0 && !midMessage();
  }
}
