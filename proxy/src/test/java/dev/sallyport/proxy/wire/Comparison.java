package dev.sallyport.proxy.wire;

import static dev.sallyport.proxy.lifecycle.Direction.IN;
import static dev.sallyport.proxy.lifecycle.Direction.OUT;
import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TimingSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record held against the packets of its flow: what they have in common goes to {@link Stamps},
 * what they do not is a disagreement in words. It knows nothing of what was played.
 */
final class Comparison {

  /** By how much the clocks of packets and records may differ. */
  static final long JITTER = 100_000;

  /** Ends that are nearer to each other than this may be seen in either order. */
  private static final long SAME_TIME = 1_000_000;

  private static final long SAME_TIME_OF_KERNEL = 200_000;

  private final FlowRecord flow;
  private final Map<Side, WireConnection> wire = new EnumMap<>(Side.class);
  private final Stamps stamps;
  private final long zero;
  private final long turns;
  private final List<String> disagreements = new ArrayList<>();

  private Comparison(FlowRecord flow, List<Packet> packets, Stamps stamps, long turns) {
    this.flow = flow;
    this.turns = turns;
    this.stamps = stamps;
    this.zero = nanos(flow.heading().accepted());
    for (Side side : Side.values()) {
      List<Packet> own = ofConnection(side, packets);
      if (!own.isEmpty()) {
        Packet syn = own.get(0);
        wire.put(
            side, new WireConnection(side == UPSTREAM ? syn.source() : syn.destination(), own));
      }
    }
  }

  /**
   * Compares them.
   *
   * @param turns what an event loop may have had to wait, in nanoseconds
   * @return the disagreements, none where all is well
   */
  static List<String> of(
      FlowRecord flow, List<Packet> packets, TimeWaits timeWaits, Stamps stamps, long turns) {
    Comparison comparison = new Comparison(flow, packets, stamps, turns);
    comparison.compare(timeWaits);
    return comparison.disagreements;
  }

  /** The packets of both sides, for a person who wants to know what happened. */
  static String trace(FlowRecord flow, List<Packet> packets) {
    Comparison comparison = new Comparison(flow, packets, new Stamps(), 0);
    List<String> lines = new ArrayList<>();
    comparison.wire.forEach(
        (side, connection) -> {
          lines.add(side + ", the proxy at " + connection.local());
          lines.addAll(connection.lines(comparison.zero));
        });
    return String.join("\n", lines);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** The proxy's port of a side, or its peer's; 0 where there is none. */
  private int port(Side side, boolean ours) {
    var connection = flow.connection(side);
    String address = connection == null ? null : ours ? connection.local() : connection.remote();
    if (address == null && side == UPSTREAM && !ours) {
      address = flow.heading().server();
    }
    return address == null ? 0 : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /**
   * Ports may have been used before: the last connection begun by the time of the record counts. A
   * dial that came to nothing has left no port of ours.
   */
  private List<Packet> ofConnection(Side side, List<Packet> packets) {
    int local = port(side, true);
    int remote = port(side, false);
    List<Packet> all =
        packets.stream()
            .filter(
                packet ->
                    isBetween(packet.source(), local, packet.destination(), remote)
                        || isBetween(packet.destination(), local, packet.source(), remote))
            .toList();
    long end = zero + flow.ending().durationMicros() * 1000L;
    int stream =
        all.stream()
            .filter(packet -> packet.isSyn() && packet.nanos() <= end)
            .mapToInt(Packet::stream)
            .max()
            .orElse(-1);
    return all.stream().filter(packet -> packet.stream() == stream).toList();
  }

  private static boolean isBetween(int ours, int local, int theirs, int remote) {
    return theirs == remote && (ours == local || local == 0);
  }

  private void compare(TimeWaits timeWaits) {
    if (!wire.containsKey(DOWNSTREAM)) {
      disagreements.add("no packets of the client's connection");
      return;
    }
    if ((flow.upstream() != null) != wire.containsKey(UPSTREAM)) {
      disagreements.add("an upstream in one of record and packets alone");
    }
    wire.forEach(
        (side, connection) -> new SideComparison(flow, side, connection, this).compare(timeWaits));
    compareFirstEnd();
    compareHalfClose();
  }

  /** An end that a peer, or the proxy, put on the wire. */
  private record End(Closer closer, @Nullable Means means, long nanos) {}

  private void compareFirstEnd() {
    List<End> ends =
        wire.entrySet().stream()
            .flatMap(entry -> ends(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(End::nanos))
            .toList();
    CloseRecord close = flow.ending().close();
    if (ends.isEmpty() || close == null) {
      disagree(ends.isEmpty() && close == null, "close " + close + ", in the packets " + ends);
      return;
    }
    long first = ends.get(0).nanos;
    boolean kernels =
        flow.ending().timingSource() == TimingSource.KERNEL
            && (close.by() == Means.FIN || close.by() == Means.RST);
    long same = kernels ? SAME_TIME_OF_KERNEL : SAME_TIME + turns;
    List<End> possible = ends.stream().filter(end -> end.nanos - first <= same).toList();
    End match = possible.stream().filter(end -> matches(end, close)).findFirst().orElse(null);
    disagree(match != null, "close " + close + ", the first in the packets " + possible);
    if (match != null) {
      stamps.add("close." + close.by(), at(close.atMicros()) - match.nanos);
    }
  }

  private static boolean matches(End end, CloseRecord close) {
    boolean proxys =
        close.by() == Means.TIMEOUT || close.by() == Means.DRAIN || close.by() == Means.ERROR;
    return end.closer == close.first() && (end.means == null ? proxys : end.means == close.by());
  }

  private static Stream<End> ends(Side side, WireConnection connection) {
    Closer peer = side == DOWNSTREAM ? Closer.DOWNSTREAM : Closer.UPSTREAM;
    return Stream.of(
            end(peer, Means.CLOSE_NOTIFY, connection.closeNotify(IN)),
            end(peer, Means.FIN, connection.fin(IN)),
            end(peer, connection.wasRefused() ? Means.ERROR : Means.RST, connection.rst(IN)),
            end(peer, Means.ERROR, connection.alert(IN)),
            end(Closer.PROXY, null, connection.alert(OUT)),
            end(Closer.PROXY, null, connection.closeNotify(OUT)),
            end(Closer.PROXY, null, connection.fin(OUT)),
            end(Closer.PROXY, null, connection.rst(OUT)))
        .flatMap(end -> end);
  }

  private static Stream<End> end(Closer closer, @Nullable Means means, @Nullable Packet packet) {
    return packet == null ? Stream.empty() : Stream.of(new End(closer, means, packet.nanos()));
  }

  /** From one peer's end of input to the other's, as far as the proxy can have seen both. */
  private void compareHalfClose() {
    CloseRecord close = flow.ending().close();
    Long told = close == null ? null : close.halfCloseMicros();
    WireConnection up = wire.get(UPSTREAM);
    WireConnection down = wire.get(DOWNSTREAM);
    Packet ofClient = down == null ? null : inputEnd(down);
    Packet ofBackend = up == null ? null : inputEnd(up);
    if (ofClient == null || ofBackend == null) {
      disagree(told == null, "half_close_us " + told + ", but not both peers have ended");
    } else if (told != null) {
      long real = Math.abs(ofClient.nanos() - ofBackend.nanos());
      stamps.add("close.half_close_us", told * 1000L - real);
    } else {
      boolean cut = wire.values().stream().anyMatch(WireConnection::wasReset);
      disagree(cut, "no half_close_us, but both peers have ended");
    }
  }

  private static @Nullable Packet inputEnd(WireConnection connection) {
    Packet said = connection.closeNotify(IN);
    return said == null ? connection.fin(IN) : said;
  }

  // ---- What the comparison of a side uses

  Stamps stamps() {
    return stamps;
  }

  /** An offset of the record as nanoseconds since the epoch. */
  long at(long micros) {
    return zero + micros * 1000L;
  }

  /** What does not hold is a disagreement. */
  void disagree(boolean holds, String words) {
    if (!holds) {
      disagreements.add(words);
    }
  }
}
