package dev.sallyport.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one ClientHello message (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). */
final class ClientHelloReader {
  private static final int CLIENT_HELLO = 1;
  private static final int RANDOM_LENGTH = 32;
  private static final int MAX_SESSION_ID = 32;
  private static final int MAX_HOST_NAME = 255;

  /** More than any registry holds: what follows is left out, so that a hello stays small. */
  private static final int MAX_LIST = 512;

  private static final int MAX_PROTOCOLS = 64;

  private static final int SERVER_NAME = 0;
  private static final int SUPPORTED_GROUPS = 10;
  private static final int EC_POINT_FORMATS = 11;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int ALPN = 16;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int KEY_SHARE = 51;

  private List<String> versions = List.of();
  private List<String> groups = List.of();
  private List<String> signatureSchemes = List.of();
  private List<String> alpn = List.of();
  private List<String> keyShareGroups = List.of();
  private @Nullable String serverName;
  private final HelloNumbers numbers = new HelloNumbers();

  private ClientHelloReader() {}

  static ClientHello read(byte[] message, int offset, int length) throws DecodeException {
    return new ClientHelloReader().read(new ByteCursor(message, offset, length), length);
  }

  private ClientHello read(ByteCursor in, int length) throws DecodeException {
    if (in.uint8("handshake type") != CLIENT_HELLO) {
      throw new DecodeException("the message is not a ClientHello");
    }
    if (in.uint24("length") != length - 4) {
      throw new DecodeException("the length of the ClientHello is wrong");
    }
    numbers.legacyVersion = in.uint16("legacy_version");
    String random = in.hex(RANDOM_LENGTH, "random");
    int sessionId = in.uint8("legacy_session_id");
    if (sessionId > MAX_SESSION_ID) {
      throw new DecodeException("legacy_session_id is too long");
    }
    in.skip(sessionId, "legacy_session_id");
    numbers.suites = in.vector16("cipher_suites").uint16s("list");
    in.vector8("legacy_compression_methods");
    if (in.hasMore()) {
      extensions(in.vector16("extensions"));
    }
    if (in.hasMore()) {
      throw new DecodeException("something follows the extensions");
    }
    if (versions.isEmpty()) {
      versions = List.of(version(numbers.legacyVersion));
    }
    return new ClientHello(
        versions,
        random,
        names(numbers.suites, Registry.CIPHER_SUITES),
        groups,
        signatureSchemes,
        alpn,
        keyShareGroups,
        serverName,
        length,
        new Fingerprint(numbers));
  }

  private void extensions(ByteCursor in) throws DecodeException {
    Set<Integer> seen = new LinkedHashSet<>();
    while (in.hasMore()) {
      int type = in.uint16("extension");
      ByteCursor data = in.vector16("extension");
      if (!seen.add(type)) {
        throw new DecodeException("extension " + type + " is repeated");
      }
      extension(type, data);
    }
    numbers.extensions = new char[seen.size()];
    int at = 0;
    for (int type : seen) {
      numbers.extensions[at++] = (char) type;
    }
  }

  private void extension(int type, ByteCursor data) throws DecodeException {
    switch (type) {
      case SERVER_NAME -> serverName = serverName(data.vector16("server_name"));
      case SUPPORTED_GROUPS -> {
        numbers.groups = data.vector16("supported_groups").uint16s("list");
        groups = names(numbers.groups, Registry.GROUPS);
      }
      case EC_POINT_FORMATS -> numbers.formats = data.vector8("ec_point_formats").uint8s();
      case SIGNATURE_ALGORITHMS -> {
        numbers.schemes = data.vector16("signature_algorithms").uint16s("list");
        signatureSchemes = names(numbers.schemes, Registry.SIGNATURE_SCHEMES);
      }
      case ALPN -> alpn = protocols(data.vector16("application_layer_protocol_negotiation"));
      case SUPPORTED_VERSIONS -> {
        numbers.versions = data.vector8("supported_versions").uint16s("supported_versions");
        versions = new NameList(numbers.versions, MAX_LIST, ClientHelloReader::version);
      }
      case KEY_SHARE -> keyShareGroups = shares(data.vector16("key_share"));
      default -> {
        return;
      }
    }
    if (data.hasMore()) {
      throw new DecodeException("extension " + type + " is longer than its content");
    }
  }

  /** The first host_name; other types of name do not exist (RFC 6066 section 3). */
  private static @Nullable String serverName(ByteCursor in) throws DecodeException {
    String name = null;
    while (in.hasMore()) {
      int type = in.uint8("server_name");
      ByteCursor value = in.vector16("server_name");
      if (type == 0 && name == null) {
        name = hostName(value.text());
      }
    }
    return name;
  }

  /** As an A-label is written: visible ASCII, folded to lower case. */
  private static String hostName(String text) throws DecodeException {
    if (text.isEmpty() || text.length() > MAX_HOST_NAME || !visible(text)) {
      throw new DecodeException("server_name is not a host name");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private List<String> protocols(ByteCursor in) throws DecodeException {
    List<String> protocols = new ArrayList<>();
    if (!in.hasMore()) {
      throw new DecodeException("the list of protocols is empty");
    }
    while (in.hasMore()) {
      ByteCursor protocol = in.vector8("protocol_name");
      if (!protocol.hasMore()) {
        throw new DecodeException("a protocol_name is empty");
      }
      String octets = protocol.text();
      if (numbers.protocol.isEmpty() && !isGrease(octets)) {
        numbers.protocol = octets;
      }
      if (protocols.size() < MAX_PROTOCOLS) {
        protocols.add(protocol(octets));
      }
    }
    return protocols;
  }

  private static String protocol(String octets) {
    if (visible(octets)) {
      return octets;
    }
    byte[] raw = octets.getBytes(StandardCharsets.ISO_8859_1);
    return isGrease(octets) ? "GREASE" : "0x" + HexFormat.of().withUpperCase().formatHex(raw);
  }

  private static boolean isGrease(String octets) {
    return octets.length() == 2 && Registry.isGrease((octets.charAt(0) << 8) | octets.charAt(1));
  }

  private static boolean visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static List<String> shares(ByteCursor in) throws DecodeException {
    StringBuilder groups = new StringBuilder();
    while (in.hasMore()) {
      groups.append((char) in.uint16("key_share"));
      in.vector16("key_share");
    }
    return names(groups.toString().toCharArray(), Registry.GROUPS);
  }

  private static List<String> names(char[] codes, Registry registry) {
    return new NameList(codes, MAX_LIST, registry::name);
  }

  private static String version(int code) {
    return switch (code) {
      case 0x0300 -> "SSLv3";
      case 0x0301 -> "TLSv1.0";
      case 0x0302 -> "TLSv1.1";
      case 0x0303 -> TlsVersion.TLS_1_2.wireName();
      case 0x0304 -> TlsVersion.TLS_1_3.wireName();
      default -> Registry.unnamed(code);
    };
  }
}
