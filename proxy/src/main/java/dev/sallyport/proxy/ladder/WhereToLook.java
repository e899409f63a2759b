package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TlsRecord;
import org.jspecify.annotations.Nullable;

/** What to look at when a phase took longest of all, though nothing failed. */
final class WhereToLook {
  private static final String ACCEPTED = "tcp.accepted";

  private WhereToLook() {}

  /** Returns the end of a sentence. */
  static String at(FlowRecord record, Side side, Phase phase) {
    boolean client = side == Side.DOWNSTREAM;
    String peer = client ? "client" : "backend";
    return switch (phase) {
      case BEFORE -> "the other side";
      case DIAL ->
          "the way to the backend, its backlog and lost SYNs"
              + roundTrip(
                  record.connection(side), "the rest may be our event loop's, that was late");
      case HELLO ->
          client
              ? beforeHello(record)
              : "what our ClientHello waited for (alpn = mirror waits for the client's)";
      case WAITING ->
          "the "
              + peer
              + " and the way to it"
              + roundTrip(
                  record.connection(side),
                  "the rest is the " + peer + "'s, or our event loop was late");
      case COMPUTING -> "our CPU, and the kind of the certificate's key";
      case FIRST_BYTE -> "what the " + peer + " does before it answers";
      case TRANSFER -> "the slower of the two networks, and who reads slowly";
      case IDLE ->
          "who kept the connection without a use for it, or read slowly what was sent by then";
      case TEARDOWN -> lateCloser(record);
    };
  }

  /** A client's wait, unless most of it had gone by when the event loop turned to it. */
  private static String beforeHello(FlowRecord record) {
    TlsRecord tls = record.downstream().tls();
    TlsRecord.Handshake handshake = tls == null ? null : tls.handshake();
    Long hello = handshake == null ? null : handshake.beginMicros();
    Long begun = begun(record);
    return hello == null || begun == null || begun * 2 < hello
        ? "the client, which was connected and silent, unless our event loop was late"
        : "our event loop, which was busy or still cold: it turned to the client after "
            + Quantity.duration(begun);
  }

  private static @Nullable Long begun(FlowRecord record) {
    return record.timeline().stream()
        .filter(entry -> entry.event().equals(ACCEPTED))
        .map(TimelineEntry::micros)
        .findFirst()
        .orElse(null);
  }

  /** Whose last word of the end came last. */
  private static String lateCloser(FlowRecord record) {
    Side late =
        lastWord(record, Side.DOWNSTREAM) >= lastWord(record, Side.UPSTREAM)
            ? Side.DOWNSTREAM
            : Side.UPSTREAM;
    TcpRecord.Teardown teardown = teardown(record, late);
    String peer = late == Side.DOWNSTREAM ? "client" : "backend";
    boolean ack =
        teardown != null && at(teardown.finAckedMicros()) > at(teardown.finReceivedMicros());
    return ack
        ? "the way to the " + peer + ", whose ACK of our FIN came last"
        : "the " + peer + ", which was told of the end and stayed";
  }

  private static long lastWord(FlowRecord record, Side side) {
    TcpRecord.Teardown teardown = teardown(record, side);
    return teardown == null
        ? Long.MIN_VALUE
        : Math.max(
            at(teardown.rstReceivedMicros()),
            Math.max(at(teardown.finReceivedMicros()), at(teardown.finAckedMicros())));
  }

  private static TcpRecord.@Nullable Teardown teardown(FlowRecord record, Side side) {
    ConnectionRecord connection = record.connection(side);
    return connection == null ? null : connection.tcp().teardown();
  }

  private static long at(@Nullable Long micros) {
    return micros == null ? Long.MIN_VALUE : micros;
  }

  /** How long the wait would have been had the peer not thought about it. */
  private static String roundTrip(@Nullable ConnectionRecord connection, String rest) {
    Long micros = connection == null ? null : roundTrip(connection.tcp());
    return micros == null ? "" : ", a round trip of " + Quantity.duration(micros) + "; " + rest;
  }

  private static @Nullable Long roundTrip(TcpRecord tcp) {
    TcpRecord.Info info = tcp.info();
    Long known = info == null ? null : info.minRttMicros();
    return known == null ? tcp.handshakeMicros() : known;
  }
}
