package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.lifecycle.TcpState;
import dev.sallyport.proxy.lifecycle.Termination.Closer;
import dev.sallyport.proxy.lifecycle.Termination.Means;
import dev.sallyport.proxy.record.ConnectionRecord.ByteTimes;
import dev.sallyport.proxy.record.ConnectionRecord.Bytes;
import dev.sallyport.proxy.record.ConnectionRecord.Dial;
import dev.sallyport.proxy.record.ErrorRecord.Alert;
import dev.sallyport.proxy.record.FlowRecord.Ending;
import dev.sallyport.proxy.record.FlowRecord.Heading;
import dev.sallyport.proxy.record.FlowRecord.Proxied;
import dev.sallyport.proxy.record.TcpRecord.TimeWait;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a record of a JSON object; the mirror of {@link FlowJsonWriter}. */
final class FlowJsonReader {
  private static final List<String> ENTRY_FIELDS = List.of("t_us", "side", "event", "dir", "src");

  private FlowJsonReader() {}

  static FlowRecord read(FieldReader in) throws RecordFormatException {
    String schema = in.requiredText("schema");
    if (!schema.equals(FlowRecord.SCHEMA)) {
      throw in.error("schema", "is not " + FlowRecord.SCHEMA + ": " + schema);
    }
    FieldReader upstream = in.object("upstream");
    try {
      return new FlowRecord(
          heading(in),
          ending(in),
          connection(in.requiredObject("downstream")),
          upstream == null ? null : connection(upstream),
          timeline(in.objects("timeline")));
    } catch (IllegalArgumentException contradiction) {
      throw new RecordFormatException(String.valueOf(contradiction.getMessage()));
    }
  }

  /** Reads a moment that must be there. */
  static Instant instant(FieldReader in, String name) throws RecordFormatException {
    String text = in.requiredText(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw in.error(name, "is not a time: " + text);
    }
  }

  private static Heading heading(FieldReader in) throws RecordFormatException {
    FieldReader proxied = in.object("proxied");
    return new Heading(
        FlowId.parse(in.requiredText("flow")),
        instant(in, "@timestamp"),
        in.requiredText("listener"),
        in.text("backend"),
        in.text("server"),
        proxied == null
            ? null
            : new Proxied(proxied.requiredText("source"), proxied.requiredText("destination")));
  }

  private static Ending ending(FieldReader in) throws RecordFormatException {
    return new Ending(
        in.requiredConstant("outcome", Outcome.class),
        error(in.object("error")),
        in.requiredWhole("duration_us"),
        in.requiredConstant("timing_source", TimingSource.class),
        close(in.object("close")));
  }

  private static @Nullable ErrorRecord error(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new ErrorRecord(
        in.requiredConstant("side", Side.class),
        in.text("state"),
        in.requiredConstant("type", ErrorType.class),
        alert(in.object("alert")),
        in.text("detail"));
  }

  private static @Nullable Alert alert(@Nullable FieldReader in) throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new Alert(
        in.requiredConstant("direction", Direction.class),
        in.requiredText("level"),
        in.requiredText("name"),
        in.requiredSmall("code"));
  }

  private static @Nullable CloseRecord close(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new CloseRecord(
        in.requiredConstant("first", Closer.class),
        in.requiredConstant("by", Means.class),
        in.requiredWhole("at_us"),
        in.whole("half_close_us"));
  }

  private static ConnectionRecord connection(FieldReader in) throws RecordFormatException {
    FieldReader dial = in.object("dial");
    FieldReader tls = in.object("tls");
    FieldReader bytes = in.requiredObject("bytes");
    return new ConnectionRecord(
        in.text("local"),
        in.text("remote"),
        tcp(in.requiredObject("tcp")),
        dial == null ? null : new Dial(dial.requiredWhole("begin_us"), dial.whole("end_us")),
        tls == null ? null : TlsJsonReader.read(tls),
        new Bytes(bytes.requiredWhole("in"), bytes.requiredWhole("out")),
        times(in.object("first_byte")),
        times(in.object("last_byte")));
  }

  private static @Nullable ByteTimes times(@Nullable FieldReader in) throws RecordFormatException {
    return in == null ? null : new ByteTimes(in.whole("in_us"), in.whole("out_us"));
  }

  private static TcpRecord tcp(FieldReader in) throws RecordFormatException {
    return new TcpRecord(
        in.requiredConstant("state", TcpState.class),
        in.whole("handshake_us"),
        in.whole("accept_queue_us"),
        in.whole("syn_retransmits"),
        syn(in.object("syn")),
        teardown(in.object("teardown")),
        info(in.object("info")));
  }

  private static TcpRecord.@Nullable Syn syn(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new TcpRecord.Syn(
        in.small("mss"),
        in.small("window"),
        in.small("window_scale"),
        in.flag("sack"),
        in.flag("timestamps"),
        in.small("ttl"),
        in.whole("isn"));
  }

  private static TcpRecord.@Nullable Teardown teardown(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new TcpRecord.Teardown(
        in.whole("fin_received_us"),
        in.whole("fin_sent_us"),
        in.whole("fin_acked_us"),
        in.whole("rst_received_us"),
        in.whole("rst_sent_us"),
        in.text("rst_reason"),
        in.constant("time_wait", TimeWait.class));
  }

  private static TcpRecord.@Nullable Info info(@Nullable FieldReader in)
      throws RecordFormatException {
    if (in == null) {
      return null;
    }
    return new TcpRecord.Info(
        in.whole("rtt_us"),
        in.whole("rttvar_us"),
        in.whole("min_rtt_us"),
        in.whole("retransmits"),
        in.whole("lost"),
        in.whole("cwnd"),
        in.whole("bytes_acked"),
        in.whole("bytes_received"));
  }

  private static List<TimelineEntry> timeline(List<FieldReader> entries)
      throws RecordFormatException {
    List<TimelineEntry> timeline = new ArrayList<>(entries.size());
    for (FieldReader in : entries) {
      timeline.add(
          new TimelineEntry(
              in.requiredWhole("t_us"),
              in.constant("side", Side.class),
              in.requiredText("event"),
              in.constant("dir", Direction.class),
              "kernel".equals(in.text("src")),
              in.others(ENTRY_FIELDS)));
    }
    return timeline;
  }
}
