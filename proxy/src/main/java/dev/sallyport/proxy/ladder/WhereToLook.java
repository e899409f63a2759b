package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import org.jspecify.annotations.Nullable;

/** What to look at when a phase took longest of all, though nothing failed. */
final class WhereToLook {
  private WhereToLook() {}

  /** Returns the end of a sentence. */
  static String at(FlowRecord record, Side side, Phase phase) {
    boolean client = side == Side.DOWNSTREAM;
    String peer = client ? "client" : "backend";
    return switch (phase) {
      case BEFORE -> "the other side";
      case DIAL -> "the way to the backend, its backlog and lost SYNs";
      case HELLO ->
          client
              ? "the client, which was connected and silent"
              : "what our ClientHello waited for (alpn = mirror waits for the client's)";
      case WAITING -> "the " + peer + " and the way to it" + roundTrip(record.connection(side));
      case COMPUTING -> "our CPU, and the kind of the certificate's key";
      case FIRST_BYTE -> "what the " + peer + " does before it answers";
      case TRANSFER -> "the slower of the two networks, and who reads slowly";
      case IDLE -> "who kept the connection without a use for it";
      case TEARDOWN -> "the " + lateCloser(record) + ", which was told of the end and stayed";
    };
  }

  private static String lateCloser(FlowRecord record) {
    CloseRecord close = record.ending().close();
    return close != null && close.first() == Closer.DOWNSTREAM ? "backend" : "client";
  }

  /** How long the wait would have been had the peer not thought about it. */
  private static String roundTrip(@Nullable ConnectionRecord connection) {
    Long micros = connection == null ? null : roundTrip(connection.tcp());
    return micros == null ? "" : ", a round trip of " + Quantity.duration(micros);
  }

  private static @Nullable Long roundTrip(TcpRecord tcp) {
    TcpRecord.Info info = tcp.info();
    Long known = info == null ? null : info.minRttMicros();
    return known == null ? tcp.handshakeMicros() : known;
  }
}
