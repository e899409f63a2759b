package dev.sallyport.proxy.wire;

import static dev.sallyport.proxy.lifecycle.Direction.IN;
import static dev.sallyport.proxy.lifecycle.Direction.OUT;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the packets of one connection say, seen from the proxy's end of it.
 *
 * @param local the proxy's port
 */
record WireConnection(int local, List<Packet> packets) {

  /** A message and when it was on the wire. */
  record Seen(TlsMessage message, Direction direction, long nanos) {}

  WireConnection {
    packets = List.copyOf(packets);
    if (packets.isEmpty()) {
      throw new IllegalArgumentException("no packets");
    }
  }

  Direction direction(Packet packet) {
    return packet.source() == local ? OUT : IN;
  }

  /** The first packet in a direction that is wanted, or null. */
  @Nullable Packet first(Direction direction, Predicate<Packet> wanted) {
    return packets.stream()
        .filter(packet -> direction(packet) == direction && wanted.test(packet))
        .findFirst()
        .orElse(null);
  }

  @Nullable Packet fin(Direction direction) {
    return first(direction, Packet::isFin);
  }

  @Nullable Packet rst(Direction direction) {
    return first(direction, Packet::isRst);
  }

  boolean wasReset() {
    return rst(IN) != null || rst(OUT) != null;
  }

  /** Whether nobody listened. */
  boolean wasRefused() {
    return packets.size() == 2 && packets.get(0).isSyn() && packets.get(1).isRst();
  }

  /** The packet that acknowledges our FIN, or null. */
  @Nullable Packet ackOfOurFin() {
    return ackOf(fin(OUT), IN);
  }

  private @Nullable Packet ackOf(@Nullable Packet fin, Direction direction) {
    return fin == null
        ? null
        : first(direction, packet -> packet.isAck() && packet.acknowledged() >= fin.end());
  }

  /** The messages in a direction, in order. */
  List<Seen> messages(Direction direction) {
    return packets.stream()
        .filter(packet -> direction(packet) == direction)
        .flatMap(
            packet ->
                packet.messages().stream().map(seen -> new Seen(seen, direction, packet.nanos())))
        .toList();
  }

  @Nullable Packet closeNotify(Direction direction) {
    return first(direction, packet -> packet.messages().contains(TlsMessage.CLOSE_NOTIFY));
  }

  /** The first alert that is no close_notify. */
  @Nullable Packet alert(Direction direction) {
    return first(
        direction,
        packet -> packet.messages().stream().anyMatch(said -> said.name().startsWith("tls.alert")));
  }

  /** How many bytes of TCP went in a direction, each counted once. */
  long octets(Direction direction) {
    return packets.stream()
        .filter(packet -> direction(packet) == direction && !packet.isSyn() && packet.length() > 0)
        .mapToLong(packet -> packet.sequence() + packet.length() - 1)
        .max()
        .orElse(0);
  }

  /** How many bytes of the application went in a direction within TLS. */
  long decrypted(Direction direction) {
    return packets.stream()
        .filter(packet -> direction(packet) == direction)
        .mapToLong(Packet::decrypted)
        .sum();
  }

  /** Who keeps TIME_WAIT by the FINs; null where there is but one. */
  @Nullable TimeWait timeWait() {
    if (wasReset()) {
      return TimeWait.NONE;
    }
    Packet ours = fin(OUT);
    Packet theirs = fin(IN);
    if (ours == null || theirs == null) {
      return null;
    }
    if (ours.acknowledged() >= theirs.end()) {
      return TimeWait.PEER;
    }
    return theirs.acknowledged() >= ours.end() ? TimeWait.LOCAL : TimeWait.BOTH;
  }

  /** The packets as lines, the times from {@code zero} on. */
  List<String> lines(long zero) {
    return packets.stream().map(packet -> packet.line(zero)).toList();
  }
}
