package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TcpRecord.Info;
import dev.sallyport.proxy.record.TcpRecord.Syn;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import dev.sallyport.proxy.record.TimelineEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the kernel tells of a connection's TCP beside its events, in words. */
final class TcpWords {
  /** What the kernel's words for an RST mean ({@code include/net/rstreason.h}). */
  private static final Map<String, String> RESET_REASONS =
      Map.ofEntries(
          Map.entry("NO_SOCKET", "nobody there any more"),
          Map.entry("TCP_ABORT_ON_CLOSE", "closed with unread data"),
          Map.entry("TCP_ABORT_ON_DATA", "data came after the close"),
          Map.entry("TCP_ABORT_ON_LINGER", "closed without waiting for the peer's FIN"),
          Map.entry("TCP_ABORT_ON_MEMORY", "the kernel had no memory left for it"),
          Map.entry("TCP_DISCONNECT_WITH_DATA", "aborted with unsent data"),
          Map.entry("TCP_KEEPALIVE_TIMEOUT", "keep-alive got no answer"),
          Map.entry("TCP_STATE", "aborted"),
          Map.entry("TCP_TIMEWAIT_SOCKET", "came when we had let go of the connection"),
          Map.entry("INVALID_SYN", "a SYN in the middle"),
          Map.entry("TCP_INVALID_ACK_SEQUENCE", "acknowledged what was not sent"),
          Map.entry("TCP_ACK_UNSENT_DATA", "acknowledged what was not sent"));

  private TcpWords() {}

  /** Returns what the client's SYN carried; of our own sequence numbers nothing is known. */
  static List<String> syn(Syn syn) {
    List<String> words = new ArrayList<>();
    add(words, "client's ISN ", syn.isn());
    add(words, "MSS ", syn.mss());
    if (syn.window() != null) {
      // RFC 7323, section 2.2: the window of the SYN itself is never scaled.
      Integer scale = syn.windowScale();
      words.add("window " + syn.window() + (scale == null ? "" : ", later × " + (1L << scale)));
    }
    option(words, "SACK", syn.sack());
    option(words, "timestamps", syn.timestamps());
    add(words, "TTL ", syn.ttl());
    return words;
  }

  /** Returns how long the client's handshake took and what hindered it. */
  static List<String> handshake(TcpRecord tcp) {
    List<String> words = new ArrayList<>();
    if (tcp.handshakeMicros() != null) {
      words.add("SYN-ACK→ACK " + Quantity.duration(tcp.handshakeMicros()));
    }
    String again = synRetransmits("SYN or SYN-ACK", tcp.synRetransmits());
    if (again != null) {
      words.add(again);
    }
    return words;
  }

  /** Returns what a FIN has to wait for, of which the kernel has it behind. */
  static @Nullable String behind(TimelineEntry fin) {
    String octets = fin.text("behind");
    return octets == null ? null : "behind " + Quantity.bytes(Long.parseLong(octets));
  }

  /** Returns how long a client waited in the kernel until it was accepted. */
  static String acceptQueue(long micros) {
    return "in accept queue " + Quantity.duration(micros);
  }

  /** Says how often the beginning had to be sent again, of which none is not worth a word. */
  static @Nullable String synRetransmits(String what, @Nullable Long count) {
    if (count == null || count == 0) {
      return null;
    }
    return what + " sent again" + (count == 1 ? "" : ", " + Quantity.count(count) + " times");
  }

  /** Returns the name of what was sent again, as far as the state tells. */
  static String retransmitted(TcpState state) {
    return switch (state) {
      case NONE -> "retransmit of SYN-ACK";
      case SYN_SENT -> "retransmit of SYN";
      default -> "retransmit";
    };
  }

  /** Returns the kernel's word for an RST behind what it means, where that is known. */
  static String resetReason(String word) {
    String meaning = RESET_REASONS.get(word);
    return meaning == null ? word : meaning + " (" + word + ")";
  }

  /** Says who keeps a connection in TIME_WAIT. */
  static String timeWait(TimeWait owner, Side side) {
    return switch (owner) {
      case LOCAL -> "TIME_WAIT: ours";
      case PEER -> "TIME_WAIT: " + (side == Side.DOWNSTREAM ? "client's" : "backend's");
      case BOTH -> "TIME_WAIT: both";
      case NONE -> "no TIME_WAIT";
    };
  }

  /** Returns the kernel's account of a connection; what is zero as it should be is left out. */
  static List<String> info(Info info) {
    List<String> words = new ArrayList<>();
    if (info.rttMicros() != null) {
      Long deviation = info.rttvarMicros();
      words.add(
          "round trip "
              + Quantity.duration(info.rttMicros())
              + (deviation == null ? "" : " ± " + Quantity.duration(deviation)));
    }
    if (info.minRttMicros() != null) {
      words.add("shortest " + Quantity.duration(info.minRttMicros()));
    }
    if (info.retransmits() != null && info.retransmits() > 0) {
      words.add(Quantity.count(info.retransmits()) + " sent again");
    }
    if (info.lost() != null && info.lost() > 0) {
      words.add(Quantity.count(info.lost()) + " held for lost");
    }
    if (info.cwnd() != null) {
      words.add("cwnd " + Quantity.count(info.cwnd()));
    }
    if (info.bytesAcked() != null) {
      words.add("acknowledged " + Quantity.bytes(info.bytesAcked()));
    }
    if (info.bytesReceived() != null) {
      words.add("received " + Quantity.bytes(info.bytesReceived()));
    }
    return words;
  }

  private static void add(List<String> words, String name, @Nullable Object value) {
    if (value != null) {
      words.add(name + value);
    }
  }

  private static void option(List<String> words, String name, @Nullable Boolean present) {
    if (present != null) {
      words.add(present ? name : "no " + name);
    }
  }
}
