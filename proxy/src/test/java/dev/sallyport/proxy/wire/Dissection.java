package dev.sallyport.proxy.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packets of a capture as tshark dissects and decrypts them, from its JSON form, in which alone
 * the messages of a packet stand in their order.
 */
final class Dissection {

  private static final String HELLO_RETRY_REQUEST = "cf:21:ad:74:e5:9a:61:11";
  private static final int SERVER_HELLO = 2;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int APPLICATION_DATA = 23;

  private final List<Packet> packets = new ArrayList<>();
  private final Map<String, String> fields = new HashMap<>();
  private final List<TlsMessage> messages = new ArrayList<>();
  private boolean inRecord;
  private boolean typeKnown;
  private boolean messageKnown;
  private int type;
  private int decrypted;

  private Dissection() {}

  /**
   * Has tshark read {@code capture}.
   *
   * @param ports of TLS
   */
  static List<Packet> of(Path capture, Path keys, List<Integer> ports) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-r", capture.toString()));
    arguments.addAll(List.of("-o", "tls.keylog_file:" + keys));
    for (int port : ports) {
      arguments.addAll(List.of("-d", "tcp.port==" + port + ",tls"));
      arguments.addAll(List.of("-d", "tls.port==" + port + ",data"));
    }
    arguments.addAll(List.of("-Y", "tcp", "-T", "json"));
    arguments.addAll(
        List.of("-j", "frame tcp tls tls.record tls.handshake tls.alert_message data"));
    Tool.Result result = Tool.of("tshark").run(arguments);
    if (result.exitCode() != 0) {
      throw new IOException("tshark: " + result.err());
    }
    Dissection dissection = new Dissection();
    try (JsonParser json = new JsonFactory().createParser(result.out())) {
      dissection.read(json);
    }
    return dissection.packets;
  }

  private void read(JsonParser json) throws IOException {
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      if (token == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("_source")) {
          packetEnded();
        } else if (name.equals("tls.record")) {
          recordBegun();
        } else if (value == JsonToken.VALUE_STRING) {
          field(name, json.getText());
        }
      }
    }
    packetEnded();
  }

  private void field(String name, String value) {
    switch (name) {
      case "data.len" -> decrypted += Integer.parseInt(value);
      case "tls.record.content_type" -> {
        type = Integer.parseInt(value);
        typeKnown = true;
        if (type == CHANGE_CIPHER_SPEC) {
          message(TlsMessage.CHANGE_CIPHER_SPEC);
        }
      }
      case "tls.handshake.type" -> message(TlsMessage.handshake(Integer.parseInt(value)));
      case "tls.alert_message.desc" -> message(TlsMessage.alert(Integer.parseInt(value)));
      case "tls.handshake.random" -> {
        int last = messages.size() - 1;
        if (value.startsWith(HELLO_RETRY_REQUEST)
            && messages.get(last).equals(TlsMessage.handshake(SERVER_HELLO))) {
          messages.set(last, TlsMessage.helloRetryRequest());
        }
      }
      default -> {
        if (name.startsWith("tcp.") || name.startsWith("frame.")) {
          fields.putIfAbsent(name, value);
        }
      }
    }
  }

  private void message(TlsMessage message) {
    messageKnown = true;
    messages.add(message);
  }

  private void recordBegun() {
    recordEnded();
    inRecord = true;
    typeKnown = false;
    messageKnown = false;
  }

  private void recordEnded() {
    boolean data = typeKnown && type == APPLICATION_DATA;
    if (inRecord && !data && !messageKnown) {
      messages.add(TlsMessage.UNREADABLE);
    }
    inRecord = false;
  }

  private void packetEnded() {
    recordEnded();
    if (!fields.isEmpty()) {
      packets.add(
          new Packet(
              nanos(field("frame.time_epoch")),
              Integer.parseInt(field("tcp.stream")),
              Integer.parseInt(field("tcp.srcport")),
              Integer.parseInt(field("tcp.dstport")),
              Long.parseLong(field("tcp.seq")),
              Long.parseLong(fields.getOrDefault("tcp.ack", "0")),
              Integer.parseInt(field("tcp.len")),
              Integer.decode(field("tcp.flags")),
              messages,
              decrypted));
    }
    fields.clear();
    messages.clear();
    decrypted = 0;
  }

  private String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + " in " + fields);
    }
    return value;
  }

  private static long nanos(String epoch) {
    int point = epoch.indexOf('.');
    String fraction = (epoch.substring(point + 1) + "000000000").substring(0, 9);
    return Long.parseLong(epoch.substring(0, point)) * 1_000_000_000L + Long.parseLong(fraction);
  }
}
