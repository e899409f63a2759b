package dev.sallyport.proxy.wire;

import static dev.sallyport.proxy.lifecycle.Direction.IN;
import static dev.sallyport.proxy.lifecycle.Direction.OUT;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import dev.sallyport.proxy.record.TimelineEntry;
import dev.sallyport.proxy.record.TimingSource;
import dev.sallyport.proxy.record.TlsRecord;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One side of a record held against the packets of its connection. */
final class SideComparison {

  private static final Set<String> FACTS =
      Set.of(
          "tls.certificate_verified",
          "tls.pre_master_secret",
          "tls.keys_derived",
          "tls.handshake_completed",
          "tls.handshake_failed",
          "tls.truncated",
          "tls.failed");

  /** Messages that the engine came to later than their packet, since others stood before them. */
  static final String BEHIND_OTHERS = "tls in behind others";

  private final FlowRecord flow;
  private final Side side;
  private final ConnectionRecord told;
  private final WireConnection wire;
  private final Comparison all;
  private final TcpRecord.Teardown teardown;
  private TimeWait keeper = TimeWait.NONE;

  SideComparison(FlowRecord flow, Side side, WireConnection wire, Comparison all) {
    this.flow = flow;
    this.side = side;
    this.told = Objects.requireNonNull(flow.connection(side));
    this.wire = wire;
    this.all = all;
    TcpRecord.Teardown known = told.tcp().teardown();
    this.teardown =
        known == null ? new TcpRecord.Teardown(null, null, null, null, null, null, null) : known;
  }

  void compare(TimeWaits timeWaits) {
    compareOpening();
    compareEntries();
    compareMessages(IN);
    compareMessages(OUT);
    compareTeardown();
    compareTimeWait(timeWaits);
    compareState();
    compareBytes(IN);
    compareBytes(OUT);
    compareTruncation();
  }

  private void disagree(boolean holds, String words) {
    all.disagree(holds, side.name().toLowerCase(Locale.ROOT) + ": " + words);
  }

  private String since(@Nullable Packet packet) {
    return packet == null ? "never" : Math.floorDiv(packet.nanos() - all.at(0), 1000L) + " us";
  }

  // ---- The beginning

  private void compareOpening() {
    List<Packet> packets = wire.packets();
    disagree(packets.get(0).isSyn(), "the first packet is no SYN");
    if (wire.wasRefused()) {
      disagree(
          told.dial() != null && told.dial().endMicros() == null, "a dial that came to nothing");
      return;
    }
    Direction opener = side == Side.DOWNSTREAM ? IN : OUT;
    Packet synAck = wire.first(opener == IN ? OUT : IN, Packet::isSyn);
    Packet ack = wire.first(opener, packet -> packet.isAck() && !packet.isSyn());
    if (synAck == null || ack == null) {
      disagree(false, "no handshake of TCP in the packets");
      return;
    }
    if (side == Side.DOWNSTREAM) {
      stamp("tcp.accepted", entry("tcp.accepted", null), ack);
      if (flow.ending().timingSource() == TimingSource.KERNEL) {
        stamp("tcp.connected", entry("tcp.connected", null), ack);
      }
    } else {
      stamp("tcp.dial", entry("tcp.dial", OUT), packets.get(0));
      stamp("tcp.connected", entry("tcp.connected", null), synAck);
      disagree(told.dial() != null && told.dial().endMicros() != null, "a dial without an end");
    }
  }

  private @Nullable TimelineEntry entry(String event, @Nullable Direction direction) {
    return flow.timeline().stream()
        .filter(
            entry ->
                entry.side() == side
                    && entry.event().equals(event)
                    && entry.direction() == direction)
        .findFirst()
        .orElse(null);
  }

  private void stamp(String kind, @Nullable TimelineEntry entry, Packet packet) {
    disagree(entry != null, "no " + kind);
    if (entry != null) {
      add(kind, entry, packet.nanos());
    }
  }

  private void add(String kind, TimelineEntry entry, long nanos) {
    String name = entry.kernel() ? kind + KERNEL : kind;
    all.stamps().add(name, all.at(entry.micros()) - nanos);
  }

  /** What the kinds of stamps of the kernel end in. */
  static final String KERNEL = " (kernel)";

  /** Each step of the end is told once, and by the same time in timeline and teardown. */
  private void compareEntries() {
    Map<String, Long> steps = new HashMap<>();
    steps.put("tcp.fin_received", teardown.finReceivedMicros());
    steps.put("tcp.fin_sent", teardown.finSentMicros());
    steps.put("tcp.fin_acked", teardown.finAckedMicros());
    steps.put("tcp.rst_received", teardown.rstReceivedMicros());
    steps.put("tcp.rst_sent", teardown.rstSentMicros());
    steps.forEach(
        (step, micros) -> {
          List<Long> stamps =
              flow.timeline().stream()
                  .filter(entry -> entry.side() == side && entry.event().equals(step))
                  .map(TimelineEntry::micros)
                  .toList();
          disagree(
              stamps.equals(micros == null ? List.of() : List.of(micros)),
              step + " in the timeline " + stamps + ", in the teardown " + micros);
        });
    boolean reset = teardown.rstReceivedMicros() != null;
    disagree(!reset || entry("tcp.lost", null) == null, "both reset and lost");
  }

  // ---- TLS

  private void compareMessages(Direction direction) {
    List<TimelineEntry> entries =
        flow.timeline().stream()
            .filter(entry -> entry.side() == side && entry.direction() == direction)
            .filter(entry -> entry.event().startsWith("tls.") && !FACTS.contains(entry.event()))
            .toList();
    List<WireConnection.Seen> seen = wire.messages(direction);
    List<String> inRecord = entries.stream().map(SideComparison::name).toList();
    List<String> inPackets = seen.stream().map(one -> one.message().name()).toList();
    int common = Math.min(inRecord.size(), inPackets.size());
    boolean same = inRecord.subList(0, common).equals(inPackets.subList(0, common));
    // What came when the proxy had given up, or before an RST took it away, was read by nobody.
    boolean given = wire.wasReset() || wire.alert(OUT) != null;
    boolean unread = direction == IN && given && inRecord.size() < inPackets.size();
    disagree(
        same && (inRecord.size() == inPackets.size() || unread),
        "messages " + direction + " in the record " + inRecord + ", in the packets " + inPackets);
    for (int i = 0; same && i < common; i++) {
      boolean last = inRecord.get(i).equals("tls.close_notify");
      if (direction == OUT && !(last && waits())) {
        add("tls out" + (last ? " close_notify" : " message"), entries.get(i), seen.get(i).nanos());
      } else if (direction == IN) {
        compareArrival(entries.get(i), seen.get(i).nanos(), last);
      }
      disagree(
          direction == OUT
              || all.at(entries.get(i).micros()) >= seen.get(i).nanos() - Comparison.JITTER,
          inRecord.get(i) + " in the record before it was on the wire");
    }
  }

  /** A message is stamped when the engine comes to it, which may be busy with those before it. */
  private void compareArrival(TimelineEntry entry, long packet, boolean last) {
    long before = before(entry);
    if (last) {
      add("tls in close_notify", entry, packet);
    } else if (before <= packet) {
      add("tls in message", entry, packet);
    } else {
      add(BEHIND_OTHERS, entry, packet);
      add("tls in its turn", entry, before);
    }
  }

  /** The stamp that the flow had before this one. */
  private long before(TimelineEntry entry) {
    List<TimelineEntry> own = flow.timeline().stream().filter(e -> !e.kernel()).toList();
    int index = own.indexOf(entry);
    return index == 0 ? Long.MIN_VALUE : all.at(own.get(index - 1).micros());
  }

  private static String name(TimelineEntry entry) {
    return entry.event().equals("tls.alert") ? "tls.alert " + entry.text("code") : entry.event();
  }

  private void compareTruncation() {
    TlsRecord tls = told.tls();
    if (tls == null) {
      return;
    }
    boolean failed = wire.alert(IN) != null || wire.alert(OUT) != null;
    boolean established = entry("tls.handshake_completed", null) != null && !failed;
    Packet fin = wire.fin(IN);
    boolean cut = established && fin != null && wire.closeNotify(IN) == null;
    if (tls.close().truncated() != cut) {
      disagree(
          cut && teardown.finReceivedMicros() == null && wire.wasReset(),
          "truncated " + tls.close().truncated() + ", by the packets " + cut);
    }
    Packet ours = wire.closeNotify(OUT);
    Long said = tls.close().notifySentMicros();
    disagree(
        (said != null) == (ours != null),
        "close_notify sent " + said + ", in the packets " + since(ours));
    Packet theirs = wire.closeNotify(IN);
    Long heard = tls.close().notifyReceivedMicros();
    disagree(
        heard == null ? theirs == null || wire.wasReset() : theirs != null,
        "close_notify received " + heard + ", in the packets " + since(theirs));
  }

  // ---- The end

  private void compareTeardown() {
    if (wire.wasRefused()) {
      return; // An RST that answers the SYN is a dial that failed: there is no connection to end.
    }
    Packet finIn = wire.fin(IN);
    Packet rstIn = wire.rst(IN);
    Packet rstOut = wire.rst(OUT);
    claim("fin_received", teardown.finReceivedMicros(), finIn, wire.wasReset());
    claim("fin_sent", teardown.finSentMicros(), wire.fin(OUT), false);
    boolean kernels = flow.ending().timingSource() == TimingSource.KERNEL;
    claim("fin_acked", teardown.finAckedMicros(), wire.ackOfOurFin(), !kernels);
    claim("rst_received", teardown.rstReceivedMicros(), rstIn, isLate(rstIn));
    claim("rst_sent", teardown.rstSentMicros(), rstOut, isLate(rstOut));
    disagree(
        !kernels || teardown.rstSentMicros() == null || teardown.rstReason() != null,
        "no rst_reason of the kernel");
  }

  /** Whether our descriptor was closed before: nobody but the kernel knew of the packet. */
  private boolean isLate(@Nullable Packet packet) {
    TimelineEntry closed = entry("tcp.closed", null);
    return packet != null && closed != null && packet.nanos() > all.at(closed.micros());
  }

  /**
   * The record claims a step of the end just where it was on the wire, and not before.
   *
   * @param mayBeSilent whether the proxy need not have noticed
   */
  private void claim(
      String step, @Nullable Long micros, @Nullable Packet packet, boolean mayBeSilent) {
    if (micros == null) {
      disagree(
          packet == null || mayBeSilent,
          step + " is not in the record, in the packets " + since(packet));
      return;
    }
    if (packet == null) {
      disagree(false, step + " at " + micros + " us is not in the packets");
      return;
    }
    Direction direction = step.endsWith("sent") ? OUT : IN;
    TimelineEntry entry = entry("tcp." + step, direction);
    if (direction == OUT && waits()) {
      disagree(
          all.at(micros) <= packet.nanos() + Comparison.JITTER,
          step + " at " + micros + " us waits, in the packets already at " + since(packet));
      return;
    }
    stamp("tcp." + step, entry, packet);
    // What we send is stamped when the kernel is given it; how soon it left is asked of all at
    // once.
    disagree(
        direction == OUT || all.at(micros) >= packet.nanos() - Comparison.JITTER,
        step + " at " + micros + " us, in the packets only at " + since(packet));
  }

  /** Whether the record says that our FIN, and a close_notify before it, wait behind data. */
  private boolean waits() {
    TimelineEntry fin = entry("tcp.fin_sent", OUT);
    return fin != null && fin.text("behind") != null;
  }

  private void compareTimeWait(TimeWaits timeWaits) {
    TimeWait inRecord = teardown.timeWait();
    TimeWait inPackets = wire.timeWait();
    keeper = timeWaits.of(wire.local(), peerPort());
    if (inRecord != null) {
      // Without the kernel's word nobody knows that FINs have crossed, but that we keep it is so.
      boolean ours =
          flow.ending().timingSource() == TimingSource.SOCKET
              && inRecord == TimeWait.LOCAL
              && keeper == TimeWait.BOTH;
      disagree(
          inRecord == keeper || ours,
          "time_wait %s, in the kernel %s, by the packets %s"
              .formatted(inRecord, keeper, inPackets));
    } else {
      // Both FINs may have passed before the proxy came to look, and only the kernel knows how.
      disagree(
          teardown.finSentMicros() == null
              || teardown.finReceivedMicros() == null
              || flow.ending().timingSource() == TimingSource.SOCKET,
          "no time_wait, in the kernel " + keeper);
    }
    // A FIN of ours that had to wait behind data has crossed theirs though it was sent after it.
    boolean crossed = keeper == TimeWait.BOTH && inPackets == TimeWait.PEER;
    disagree(
        inPackets == null || inPackets == keeper || crossed,
        "the harness: TIME_WAIT in the kernel %s, by the packets %s".formatted(keeper, inPackets));
  }

  private int peerPort() {
    Packet any = wire.packets().get(0);
    return any.source() == wire.local() ? any.destination() : any.source();
  }

  /**
   * The last state known may be one that the connection has left since, never one beside its way.
   */
  private void compareState() {
    TcpState state = told.tcp().state();
    disagree(states().contains(state), "state " + state + ", possible are " + states());
  }

  private Set<TcpState> states() {
    boolean dialled = told.dial() == null || told.dial().endMicros() != null;
    if (wire.wasReset() || !dialled) {
      boolean seen = teardown.rstReceivedMicros() != null || teardown.rstSentMicros() != null;
      return seen || !dialled ? EnumSet.of(TcpState.CLOSED) : EnumSet.allOf(TcpState.class);
    }
    if (wire.fin(IN) != null && wire.fin(OUT) != null) {
      if (teardown.timeWait() == null) {
        return EnumSet.of(TcpState.LAST_ACK, TcpState.CLOSED, TcpState.TIME_WAIT);
      }
      return keeper == TimeWait.PEER
          ? EnumSet.of(TcpState.LAST_ACK, TcpState.CLOSED)
          : EnumSet.of(TcpState.TIME_WAIT, TcpState.CLOSING);
    }
    return wire.fin(OUT) == null
        ? EnumSet.of(TcpState.CLOSE_WAIT, TcpState.ESTABLISHED)
        : EnumSet.of(TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2);
  }

  // ---- Data

  private void compareBytes(Direction direction) {
    long claimed = direction == IN ? told.bytes().in() : told.bytes().out();
    TlsRecord tls = told.tls();
    long real = tls == null ? wire.octets(direction) : wire.decrypted(direction);
    String words = "bytes %s %d, in the packets %d".formatted(direction, claimed, real);
    if (!wire.wasReset()) {
      disagree(claimed == real, words);
    } else {
      // Of what came some may be unread, of what was written some unsent.
      disagree(direction == IN ? claimed <= real : claimed >= real, words);
    }
    Packet first = wire.first(direction, packet -> carries(packet, tls != null));
    TimelineEntry stamped = entry(TimelineEntry.FIRST_BYTE, direction);
    if (first != null && stamped != null) {
      add("app.first_byte " + direction.name().toLowerCase(Locale.ROOT), stamped, first.nanos());
    }
    disagree(
        stamped == null || first != null || direction == OUT,
        "a first byte that is not in the packets");
  }

  private static boolean carries(Packet packet, boolean tls) {
    return tls ? packet.decrypted() > 0 : packet.length() > 0 && !packet.isSyn();
  }
}
