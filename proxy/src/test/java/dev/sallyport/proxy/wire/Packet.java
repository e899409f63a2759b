package dev.sallyport.proxy.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A TCP segment as it was captured.
 *
 * @param nanos since the epoch
 * @param sequence relative to the sender's SYN, as {@code acknowledged} is to the other's
 * @param messages those that end in it, in order
 * @param decrypted how many bytes of the application are in the TLS records that end in it
 */
record Packet(
    long nanos,
    int stream,
    int source,
    int destination,
    long sequence,
    long acknowledged,
    int length,
    int flags,
    List<TlsMessage> messages,
    int decrypted) {

  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  Packet {
    messages = List.copyOf(messages);
  }

  boolean isFin() {
    return (flags & FIN) != 0;
  }

  boolean isSyn() {
    return (flags & SYN) != 0;
  }

  boolean isRst() {
    return (flags & RST) != 0;
  }

  boolean isAck() {
    return (flags & ACK) != 0;
  }

  /** Behind its last byte and its FIN. */
  long end() {
    return sequence + length + (isFin() ? 1 : 0);
  }

  /** One line of a trace. */
  String line(long zero) {
    List<String> words = new ArrayList<>();
    if (isSyn()) {
      words.add("SYN");
    }
    if (isFin()) {
      words.add("FIN");
    }
    if (isRst()) {
      words.add("RST");
    }
    if (isAck()) {
      words.add("ack " + acknowledged);
    }
    String said = messages.stream().map(TlsMessage::name).collect(Collectors.joining(", "));
    return "%,10d us  %d > %d  %s seq %d +%d %s%s"
        .formatted(
            Math.floorDiv(nanos - zero, 1000L),
            source,
            destination,
            String.join(" ", words),
            sequence,
            length,
            said,
            decrypted == 0 ? "" : " data " + decrypted);
  }
}
