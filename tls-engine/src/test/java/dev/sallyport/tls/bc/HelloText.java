package dev.sallyport.tls.bc;

import dev.sallyport.tls.Registry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.HandshakeType;

/** A handshake message as text: its fields and extensions in the order in which they are sent. */
final class HelloText {
  private static final int HEADER = 4;
  private static final int RANDOM = 32;

  private final ByteBuffer in;
  private final boolean fromClient;
  private final StringBuilder text = new StringBuilder();

  private HelloText(byte[] message, boolean fromClient) {
    this.in = ByteBuffer.wrap(message, HEADER, message.length - HEADER);
    this.fromClient = fromClient;
  }

  static String clientHello(byte[] message) {
    HelloText hello = new HelloText(message, true);
    hello.line("client_hello", "");
    hello.line("  legacy_version", hex(2, hello.in));
    hello.in.position(hello.in.position() + RANDOM);
    hello.line("  legacy_session_id", hello.vector8().remaining() + " octets");
    hello.line("  cipher_suites", names(hello.vector16(), Registry.CIPHER_SUITES));
    hello.line("  compression_methods", hex(hello.vector8()));
    hello.extensions();
    return hello.text.toString();
  }

  /** The fields of those that have extensions, the name alone of others. */
  static String ofServer(byte[] message) {
    HelloText hello = new HelloText(message, false);
    hello.line(HandshakeType.getName(message[0]), "");
    if (message[0] == HandshakeType.server_hello) {
      hello.line("  legacy_version", hex(2, hello.in));
      hello.in.position(hello.in.position() + RANDOM);
      hello.line("  legacy_session_id", hello.vector8().remaining() + " octets");
      hello.line("  cipher_suite", Registry.CIPHER_SUITES.name(hello.in.getShort() & 0xFFFF));
      hello.line("  compression_method", hex(1, hello.in));
      hello.extensions();
    } else if (message[0] == HandshakeType.encrypted_extensions) {
      hello.extensions();
    }
    return hello.text.toString();
  }

  private void extensions() {
    ByteBuffer all = vector16();
    while (all.hasRemaining()) {
      int type = all.getShort() & 0xFFFF;
      line("  " + ExtensionType.getName(type), content(type, vector16(all)));
    }
  }

  private String content(int type, ByteBuffer data) {
    return switch (type) {
      case ExtensionType.supported_groups -> names(vector16(data), Registry.GROUPS);
      case ExtensionType.signature_algorithms, ExtensionType.signature_algorithms_cert ->
          names(vector16(data), Registry.SIGNATURE_SCHEMES);
      case ExtensionType.server_name ->
          data.hasRemaining()
              ? StandardCharsets.US_ASCII
                  .decode(data.slice(5, data.limit() - data.position() - 5))
                  .toString()
              : "";
      case ExtensionType.application_layer_protocol_negotiation -> protocols(vector16(data));
      case ExtensionType.key_share -> shares(fromClient ? vector16(data) : data);
      default -> hex(data);
    };
  }

  private static String protocols(ByteBuffer list) {
    List<String> protocols = new ArrayList<>();
    while (list.hasRemaining()) {
      protocols.add(StandardCharsets.UTF_8.decode(cut(list, list.get() & 0xFF)).toString());
    }
    return String.join(" ", protocols);
  }

  private static String shares(ByteBuffer list) {
    List<String> shares = new ArrayList<>();
    while (list.hasRemaining()) {
      String group = Registry.GROUPS.name(list.getShort() & 0xFFFF);
      shares.add(group + " of " + vector16(list).remaining() + " octets");
    }
    return String.join(", ", shares);
  }

  private static String names(ByteBuffer codes, Registry registry) {
    List<String> names = new ArrayList<>();
    while (codes.hasRemaining()) {
      names.add("\n    " + registry.name(codes.getShort() & 0xFFFF));
    }
    return String.join("", names);
  }

  private ByteBuffer vector8() {
    return cut(in, in.get() & 0xFF);
  }

  private ByteBuffer vector16() {
    return in.hasRemaining() ? vector16(in) : in;
  }

  private static ByteBuffer vector16(ByteBuffer from) {
    return cut(from, from.getShort() & 0xFFFF);
  }

  private static ByteBuffer cut(ByteBuffer from, int length) {
    ByteBuffer part = from.slice(from.position(), length);
    from.position(from.position() + length);
    return part;
  }

  private static String hex(int length, ByteBuffer from) {
    return hex(cut(from, length));
  }

  private static String hex(ByteBuffer octets) {
    byte[] copy = new byte[octets.remaining()];
    octets.get(copy);
    return HexFormat.of().formatHex(copy);
  }

  private void line(String name, String value) {
    String separator = value.isEmpty() || value.startsWith("\n") ? "" : " ";
    text.append(name).append(separator).append(value).append('\n');
  }
}
