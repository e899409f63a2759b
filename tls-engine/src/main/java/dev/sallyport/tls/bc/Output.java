package dev.sallyport.tls.bc;

import java.io.OutputStream;

/** Where Bouncy Castle writes whole records. */
final class Output extends OutputStream {
  private static final byte[] ALERT_HEADER = {21, 3, 3, 0, 2};

  private final Conversation conversation;
  private long count;

  Output(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    count += length;
    conversation.put(buffer, offset, length);
  }

  /** How many octets were written. */
  long count() {
    return count;
  }

  /** Writes an alert that Bouncy Castle swallows: it sends none before a valid ClientHello. */
  void plaintextAlert(byte[] alert, int offset) {
    byte[] record = {
      ALERT_HEADER[0],
      ALERT_HEADER[1],
      ALERT_HEADER[2],
      ALERT_HEADER[3],
      ALERT_HEADER[4],
      alert[offset],
      alert[offset + 1]
    };
    write(record, 0, record.length);
  }
}
