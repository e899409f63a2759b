package dev.sallyport.proxy.record;

import dev.sallyport.proxy.record.ConnectionRecord.ByteTimes;
import dev.sallyport.proxy.record.ConnectionRecord.Bytes;
import dev.sallyport.proxy.record.ConnectionRecord.Dial;
import dev.sallyport.proxy.record.ErrorRecord.Alert;
import dev.sallyport.proxy.record.FlowRecord.Ending;
import dev.sallyport.proxy.record.FlowRecord.Heading;
import dev.sallyport.proxy.record.FlowRecord.Proxied;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a record field by field; {@link FlowJsonReader} is its mirror. */
final class FlowJsonWriter {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final FieldWriter out;

  FlowJsonWriter(FieldWriter out) {
    this.out = out;
  }

  void write(FlowRecord record) throws IOException {
    out.begin().putKnown("schema", FlowRecord.SCHEMA);
    heading(record.heading());
    ending(record.ending());
    proxied(record.heading().proxied());
    close(record.ending().close());
    connection("downstream", record.downstream());
    if (record.upstream() != null) {
      connection("upstream", record.upstream());
    }
    timeline(record.timeline());
    out.end();
  }

  private void heading(Heading heading) throws IOException {
    out.put("@timestamp", TIMESTAMP.format(heading.accepted()))
        .put("flow", heading.flow().toString())
        .putKnown("listener", heading.listener())
        .putKnown("backend", heading.backend())
        .putKnown("server", heading.server());
  }

  private void ending(Ending ending) throws IOException {
    out.put("outcome", ending.outcome());
    ErrorRecord error = ending.error();
    if (error != null) {
      out.begin("error")
          .put("side", error.side())
          .put("state", error.state())
          .put("type", error.type().id());
      alert(error.alert());
      out.put("detail", error.detail()).end();
    }
    out.put("duration_us", ending.durationMicros()).put("timing_source", ending.timingSource());
  }

  private void alert(@Nullable Alert alert) throws IOException {
    if (alert != null) {
      out.begin("alert")
          .put("direction", alert.direction())
          .put("level", alert.level())
          .put("name", alert.name())
          .put("code", alert.code())
          .end();
    }
  }

  private void proxied(@Nullable Proxied proxied) throws IOException {
    if (proxied != null) {
      out.begin("proxied")
          .put("source", proxied.source())
          .put("destination", proxied.destination())
          .end();
    }
  }

  private void close(@Nullable CloseRecord close) throws IOException {
    if (close != null) {
      out.begin("close")
          .put("first", close.first())
          .put("by", close.by())
          .put("at_us", close.atMicros())
          .put("half_close_us", close.halfCloseMicros())
          .end();
    }
  }

  private void connection(String name, ConnectionRecord connection) throws IOException {
    out.begin(name).put("local", connection.local()).put("remote", connection.remote());
    tcp(connection.tcp());
    Dial dial = connection.dial();
    if (dial != null) {
      out.begin("dial").put("begin_us", dial.beginMicros()).put("end_us", dial.endMicros()).end();
    }
    TlsRecord tls = connection.tls();
    if (tls != null) {
      out.begin("tls");
      new TlsJsonWriter(out).write(tls);
      out.end();
    }
    Bytes bytes = connection.bytes();
    out.begin("bytes").put("in", bytes.in()).put("out", bytes.out()).end();
    times("first_byte", connection.firstByte());
    times("last_byte", connection.lastByte());
    out.end();
  }

  private void times(String name, @Nullable ByteTimes times) throws IOException {
    if (times != null) {
      out.begin(name).put("in_us", times.inMicros()).put("out_us", times.outMicros()).end();
    }
  }

  private void tcp(TcpRecord tcp) throws IOException {
    out.begin("tcp")
        .put("state", tcp.state().name())
        .put("handshake_us", tcp.handshakeMicros())
        .put("accept_queue_us", tcp.acceptQueueMicros())
        .put("syn_retransmits", tcp.synRetransmits());
    syn(tcp.syn());
    teardown(tcp.teardown());
    info(tcp.info());
    out.end();
  }

  private void syn(TcpRecord.@Nullable Syn syn) throws IOException {
    if (syn != null) {
      out.begin("syn")
          .put("mss", syn.mss())
          .put("window", syn.window())
          .put("window_scale", syn.windowScale())
          .put("sack", syn.sack())
          .put("timestamps", syn.timestamps())
          .put("ttl", syn.ttl())
          .put("isn", syn.isn())
          .end();
    }
  }

  private void teardown(TcpRecord.@Nullable Teardown teardown) throws IOException {
    if (teardown != null) {
      out.begin("teardown")
          .put("fin_received_us", teardown.finReceivedMicros())
          .put("fin_sent_us", teardown.finSentMicros())
          .put("fin_acked_us", teardown.finAckedMicros())
          .put("rst_received_us", teardown.rstReceivedMicros())
          .put("rst_sent_us", teardown.rstSentMicros())
          .put("rst_reason", teardown.rstReason())
          .put("time_wait", teardown.timeWait())
          .end();
    }
  }

  private void info(TcpRecord.@Nullable Info info) throws IOException {
    if (info != null) {
      out.begin("info")
          .put("rtt_us", info.rttMicros())
          .put("rttvar_us", info.rttvarMicros())
          .put("min_rtt_us", info.minRttMicros())
          .put("retransmits", info.retransmits())
          .put("lost", info.lost())
          .put("cwnd", info.cwnd())
          .put("bytes_acked", info.bytesAcked())
          .put("bytes_received", info.bytesReceived())
          .end();
    }
  }

  private void timeline(List<TimelineEntry> timeline) throws IOException {
    if (timeline.isEmpty()) {
      return;
    }
    out.beginList("timeline");
    for (TimelineEntry entry : timeline) {
      out.begin()
          .put("t_us", entry.micros())
          .put("side", entry.side())
          .putKnown("event", entry.event())
          .put("dir", entry.direction());
      if (entry.kernel()) {
        out.put("src", "kernel");
      }
      out.putAll(entry.details()).end();
    }
    out.endList();
  }
}
