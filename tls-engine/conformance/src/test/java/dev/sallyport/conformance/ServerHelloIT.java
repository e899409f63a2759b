package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.EncryptedExtensionsMessage;
import java.util.List;

/** What a server answers a ClientHello with and may not. */
final class ServerHelloIT extends Suite {
  private static final Scene NEW = Scene.SERVER_13;
  private static final Scene OLD = Scene.SERVER_12;
  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

  @Override
  List<Case> cases() {
    Table table = new Table();
    hello13(table);
    extensions13(table);
    hello12(table);
    for (Scene scene : List.of(NEW, OLD)) {
      shapes(table, scene);
    }
    retries(table);
    encryptedExtensions(table);
    return table.cases();
  }

  private static void hello(
      Table table, Scene scene, String name, String section, String alerts, Hello.Change change) {
    bytes(table, scene, "ServerHello with " + name, section, alerts, Hello.with(change));
  }

  private static void bytes(
      Table table,
      Scene scene,
      String name,
      String section,
      String alerts,
      Peer.Mutation mutation) {
    table.add(
        name,
        section,
        scene,
        alerts,
        peer -> {
          Honest.clientHello(peer);
          peer.send(Honest.serverHello(peer), mutation);
        });
  }

  private static void hello13(Table table) {
    String section = "RFC 8446 4.1.3";
    hello(
        table,
        NEW,
        "legacy_version TLS 1.1",
        section,
        "illegal_parameter protocol_version",
        h -> h.version = Bytes.hex("0302"));
    hello(
        table,
        NEW,
        "legacy_version TLS 1.3",
        section,
        "illegal_parameter protocol_version",
        h -> h.version = Bytes.hex("0304"));
    hello(
        table,
        NEW,
        "legacy_version SSL 3.0",
        section,
        "illegal_parameter protocol_version",
        h -> h.version = Bytes.hex("0300"));
    hello(
        table,
        NEW,
        "another session id",
        section,
        "illegal_parameter",
        h -> h.sessionId = new byte[32]);
    hello(
        table,
        NEW,
        "a session id of one octet",
        section,
        "illegal_parameter",
        h -> h.sessionId = new byte[1]);
    hello(
        table,
        NEW,
        "a session id of 33 octets",
        section,
        "decode_error illegal_parameter",
        h -> h.sessionId = new byte[33]);
    hello(
        table,
        NEW,
        "a suite that was not offered",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("1304"));
    hello(
        table,
        NEW,
        "an unknown suite",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("1399"));
    hello(
        table,
        NEW,
        "a GREASE suite",
        "RFC 8701 3.1",
        "illegal_parameter",
        h -> h.suites = Bytes.hex("0a0a"));
    hello(
        table,
        NEW,
        "a suite of TLS 1.2",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("c02b"));
    hello(
        table,
        NEW,
        "the NULL suite",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("0000"));
    hello(
        table, NEW, "DEFLATE", section, "illegal_parameter", h -> h.compressions = new byte[] {1});
    hello(
        table,
        NEW,
        "supported_versions of TLS 1.2",
        "RFC 8446 4.2.1",
        "illegal_parameter",
        h -> h.set(Hello.VERSIONS, "0303"));
    hello(
        table,
        NEW,
        "supported_versions of TLS 1.0",
        "RFC 8446 4.2.1",
        "illegal_parameter",
        h -> h.set(Hello.VERSIONS, "0301"));
    hello(
        table,
        NEW,
        "supported_versions of a draft",
        "RFC 8446 4.2.1",
        "illegal_parameter",
        h -> h.set(Hello.VERSIONS, "7f1c"));
    hello(
        table,
        NEW,
        "supported_versions of a version to come",
        "RFC 8446 4.2.1",
        "illegal_parameter",
        h -> h.set(Hello.VERSIONS, "0305"));
    hello(
        table,
        NEW,
        "supported_versions of GREASE",
        "RFC 8701 3.1",
        "illegal_parameter",
        h -> h.set(Hello.VERSIONS, "0a0a"));
    hello(
        table,
        NEW,
        "an empty supported_versions",
        "RFC 8446 6.2",
        "decode_error",
        h -> h.set(Hello.VERSIONS, ""));
    hello(
        table,
        NEW,
        "a list of supported_versions",
        "RFC 8446 6.2",
        "decode_error",
        h -> h.set(Hello.VERSIONS, "020304"));
    hello(
        table,
        NEW,
        "a suite of TLS 1.3 and no supported_versions",
        "RFC 8446 4.1.3, 4.2.1",
        "illegal_parameter",
        h -> h.without(Hello.VERSIONS));
    hello(
        table,
        NEW,
        "no key_share",
        "RFC 8446 9.2, 4.2.8",
        "missing_extension illegal_parameter",
        h -> h.without(Hello.KEY_SHARE));
    hello(
        table,
        NEW,
        "a key_share of a group that was not offered",
        "RFC 8446 4.2.8",
        "illegal_parameter",
        h -> h.set(Hello.KEY_SHARE, "001e0038" + "09".repeat(56)));
    hello(
        table,
        NEW,
        "a key_share of a group without a share of ours",
        "RFC 8446 4.2.8",
        "illegal_parameter",
        h -> h.set(Hello.KEY_SHARE, "00180061" + "04" + "09".repeat(96)));
    hello(
        table,
        NEW,
        "a key_share of a GREASE group",
        "RFC 8701 3.1",
        "illegal_parameter",
        h -> h.set(Hello.KEY_SHARE, "0a0a000100"));
    hello(
        table,
        NEW,
        "an empty key_share",
        "RFC 8446 6.2",
        "decode_error",
        h -> h.set(Hello.KEY_SHARE, ""));
    hello(
        table,
        NEW,
        "a key_share of a group alone",
        "RFC 8446 6.2",
        "decode_error",
        h -> h.set(Hello.KEY_SHARE, "001d"));
    hello(
        table,
        NEW,
        "a key_share without a key",
        "RFC 8446 4.2.8, 6.2",
        "decode_error illegal_parameter",
        h -> h.set(Hello.KEY_SHARE, "001d0000"));
    hello(
        table,
        NEW,
        "too long a key",
        "RFC 8446 6.2",
        "decode_error",
        h -> h.set(Hello.KEY_SHARE, "001d0021" + "09".repeat(32)));
    hello(
        table,
        NEW,
        "an octet behind the key",
        "RFC 8446 6.2",
        "decode_error",
        h -> h.set(Hello.KEY_SHARE, "001d0020" + "09".repeat(33)));
  }

  private static void extensions13(Table table) {
    String section = "RFC 8446 4.2";
    hello(
        table,
        NEW,
        "an unknown extension",
        section,
        "unsupported_extension",
        h -> h.add(0x7777, ""));
    hello(
        table,
        NEW,
        "a GREASE extension",
        "RFC 8701 3.1",
        "unsupported_extension illegal_parameter",
        h -> h.add(0x0a0a, ""));
    hello(
        table, NEW, "server_name", section, "illegal_parameter", h -> h.add(Hello.SERVER_NAME, ""));
    hello(
        table,
        NEW,
        "ALPN",
        section,
        "illegal_parameter",
        h -> h.add(Hello.ALPN, "000908687474702f312e31"));
    hello(
        table,
        NEW,
        "supported_groups",
        section,
        "illegal_parameter",
        h -> h.add(Hello.GROUPS, "0002001d"));
    hello(
        table,
        NEW,
        "signature_algorithms",
        section,
        "illegal_parameter",
        h -> h.add(Hello.SIGNATURES, "00020403"));
    hello(
        table,
        NEW,
        "extended_master_secret",
        section,
        "illegal_parameter unsupported_extension",
        h -> h.add(Hello.MASTER_SECRET, ""));
    hello(
        table,
        NEW,
        "renegotiation_info",
        section,
        "illegal_parameter unsupported_extension",
        h -> h.add(Hello.RENEGOTIATION, "00"));
    hello(
        table,
        NEW,
        "early_data",
        section,
        "illegal_parameter unsupported_extension",
        h -> h.add(Hello.EARLY_DATA, ""));
    hello(
        table,
        NEW,
        "a cookie",
        section,
        "unsupported_extension illegal_parameter",
        h -> h.add(Hello.COOKIE, "000101"));
    hello(
        table,
        NEW,
        "pre_shared_key without an offer",
        "RFC 8446 4.2, 4.2.11",
        "unsupported_extension illegal_parameter",
        h -> h.add(Hello.PRE_SHARED_KEY, "0000"));
    hello(
        table,
        NEW,
        "key_share twice",
        section,
        "illegal_parameter decode_error",
        h -> h.add(Hello.KEY_SHARE, h.body(Hello.KEY_SHARE)));
    hello(
        table,
        NEW,
        "supported_versions twice",
        section,
        "illegal_parameter decode_error",
        h -> h.add(Hello.VERSIONS, h.body(Hello.VERSIONS)));
  }

  private static void hello12(Table table) {
    String section = "RFC 5246 7.4.1.3";
    for (String version : List.of("0300", "0301", "0302")) {
      hello(
          table,
          OLD,
          "version " + version,
          "RFC 5246 E.1, 7.2.2",
          "protocol_version",
          h -> h.version = Bytes.hex(version));
    }
    for (String version : List.of("0305", "0403", "0203", "0000")) {
      hello(
          table,
          OLD,
          "version " + version,
          "RFC 5246 E.1, RFC 8446 4.2.1",
          "protocol_version illegal_parameter",
          h -> h.version = Bytes.hex(version));
    }
    hello(
        table,
        OLD,
        "a suite that was not offered",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("c009"));
    hello(
        table,
        OLD,
        "an unknown suite",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("c0ff"));
    hello(
        table,
        OLD,
        "a suite of TLS 1.3",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("1301"));
    hello(
        table,
        OLD,
        "an SCSV as suite",
        "RFC 5746 3.4",
        "illegal_parameter",
        h -> h.suites = Bytes.hex("00ff"));
    hello(
        table,
        OLD,
        "the NULL suite",
        section,
        "illegal_parameter",
        h -> h.suites = Bytes.hex("0000"));
    hello(
        table, OLD, "DEFLATE", section, "illegal_parameter", h -> h.compressions = new byte[] {1});
    hello(
        table,
        OLD,
        "a session id of 33 octets",
        section,
        "decode_error illegal_parameter",
        h -> h.sessionId = new byte[33]);
    hello(
        table,
        OLD,
        "the downgrade mark of TLS 1.2",
        "RFC 8446 4.1.3",
        "illegal_parameter",
        h -> System.arraycopy(Bytes.hex("444f574e47524401"), 0, h.random, 24, 8));
    hello(
        table,
        OLD,
        "the downgrade mark of TLS 1.1",
        "RFC 8446 4.1.3",
        "illegal_parameter",
        h -> System.arraycopy(Bytes.hex("444f574e47524400"), 0, h.random, 24, 8));
    hello(
        table,
        OLD,
        "an unknown extension",
        "RFC 5246 7.4.1.4",
        "unsupported_extension",
        h -> h.add(0x7777, ""));
    hello(
        table,
        OLD,
        "encrypt_then_mac without an offer",
        "RFC 5246 7.4.1.4",
        "unsupported_extension",
        h -> h.add(22, ""));
    hello(
        table,
        OLD,
        "session_ticket without an offer",
        "RFC 5246 7.4.1.4",
        "unsupported_extension",
        h -> h.add(Hello.TICKET, ""));
    hello(
        table,
        OLD,
        "max_fragment_length without an offer",
        "RFC 5246 7.4.1.4",
        "unsupported_extension",
        h -> h.add(Hello.MAX_FRAGMENT_LENGTH, "01"));
    hello(
        table,
        OLD,
        "heartbeat without an offer",
        "RFC 5246 7.4.1.4",
        "unsupported_extension",
        h -> h.add(15, "01"));
    hello(
        table,
        OLD,
        "status_request without an offer",
        "RFC 5246 7.4.1.4",
        "unsupported_extension",
        h -> h.add(5, ""));
    hello(
        table,
        OLD,
        "extended_master_secret with content",
        "RFC 7627 5.1",
        "decode_error illegal_parameter",
        h -> h.set(Hello.MASTER_SECRET, "00"));
    hello(
        table,
        OLD,
        "extended_master_secret twice",
        "RFC 5246 7.4.1.4",
        "illegal_parameter decode_error",
        h -> h.set(Hello.MASTER_SECRET, "").add(Hello.MASTER_SECRET, ""));
    hello(
        table,
        OLD,
        "no renegotiation_info",
        "RFC 5746 3.4, README",
        "handshake_failure",
        h -> h.without(Hello.RENEGOTIATION));
    hello(
        table,
        OLD,
        "renegotiation_info with data",
        "RFC 5746 3.4",
        "handshake_failure",
        h -> h.set(Hello.RENEGOTIATION, "0c000102030405060708090a0b"));
    hello(
        table,
        OLD,
        "an empty renegotiation_info",
        "RFC 5746 3.4, RFC 5246 7.2.2",
        "handshake_failure decode_error",
        h -> h.set(Hello.RENEGOTIATION, ""));
    hello(
        table,
        OLD,
        "a protocol that was not offered",
        "RFC 7301 3.1, 3.2",
        "illegal_parameter",
        h -> h.set(Hello.ALPN, "000302 6832"));
    hello(
        table,
        OLD,
        "two protocols",
        "RFC 7301 3.1",
        "illegal_parameter decode_error",
        h -> h.set(Hello.ALPN, "000c 08687474702f312e31 026832"));
    hello(
        table,
        OLD,
        "an empty list of protocols",
        "RFC 7301 3.1",
        "decode_error",
        h -> h.set(Hello.ALPN, "0000"));
    hello(table, OLD, "an empty ALPN", "RFC 7301 3.1", "decode_error", h -> h.set(Hello.ALPN, ""));
    hello(
        table,
        OLD,
        "an empty protocol",
        "RFC 7301 3.1",
        "decode_error",
        h -> h.set(Hello.ALPN, "000100"));
    hello(
        table,
        OLD,
        "a server_name with content",
        "RFC 6066 3",
        "decode_error illegal_parameter",
        h -> h.set(Hello.SERVER_NAME, "000a"));
    hello(
        table,
        OLD,
        "supported_versions of TLS 1.2",
        "RFC 8446 4.2.1",
        "illegal_parameter",
        h -> h.set(Hello.VERSIONS, "0303"));
  }

  private static void shapes(Table table, Scene scene) {
    String section = scene.tls13() ? "RFC 8446 6.2" : "RFC 5246 7.2.2";
    for (int length : new int[] {0, 1, 2, 33, 34, 35, 36}) {
      bytes(
          table,
          scene,
          "ServerHello cut to " + length + " octets",
          section,
          "decode_error",
          m -> Bytes.message(2, Bytes.slice(m, 4, 4 + length)));
    }
    for (int missing : new int[] {1, 2, 5}) {
      bytes(
          table,
          scene,
          "ServerHello without its last " + missing + " octets",
          section,
          "decode_error",
          m -> Bytes.message(2, Bytes.slice(m, 4, m.length - missing)));
    }
    bytes(
        table,
        scene,
        "ServerHello with an octet behind its extensions",
        section,
        "decode_error",
        m -> Bytes.message(2, Bytes.slice(m, 4, m.length), new byte[1]));
    bytes(
        table,
        scene,
        "ServerHello with too long a session id",
        section,
        "decode_error illegal_parameter",
        m -> put(m, 38, 1, 255));
    bytes(
        table,
        scene,
        "ServerHello with too long extensions",
        section,
        "decode_error",
        m -> shift(m, 1));
    bytes(
        table,
        scene,
        "ServerHello with too short extensions",
        section,
        "decode_error",
        m -> shift(m, -1));
  }

  private static byte[] put(byte[] message, int at, int octets, int value) {
    byte[] changed = message.clone();
    Bytes.put(changed, at, octets, value);
    return changed;
  }

  private static byte[] shift(byte[] message, int by) {
    int at = 38 + 1 + (message[38] & 0xff) + 3;
    return put(message, at, 2, Bytes.number(message, at, 2) + by);
  }

  private static byte[] retry(Peer peer, String suite, String extensions) {
    byte[] sessionId =
        peer.received().stream()
            .filter(ClientHelloMessage.class::isInstance)
            .map(ClientHelloMessage.class::cast)
            .findFirst()
            .orElseThrow()
            .getSessionId()
            .getValue();
    return Bytes.message(
        2,
        Bytes.hex("0303" + RETRY),
        Bytes.vector(1, sessionId),
        Bytes.hex(suite + "00"),
        Bytes.vector(2, Bytes.hex(extensions)));
  }

  private static void retries(Table table) {
    String section = "RFC 8446 4.1.4";
    String version = "002b00020304";
    String[] lines = {
      "for a group whose share it has", section, "illegal_parameter", "1301",
          version + "00330002001d",
      "for a group that was not offered", "RFC 8446 4.2.8", "illegal_parameter", "1301",
          version + "00330002001e",
      "for a GREASE group", "RFC 8701 3.1", "illegal_parameter", "1301", version + "003300020a0a",
      "without supported_versions", section + ", 4.1.3",
          "illegal_parameter missing_extension protocol_version", "1301", "003300020018",
      "of TLS 1.2", "RFC 8446 4.2.1", "illegal_parameter", "1301", "002b00020303" + "003300020018",
      "that asks for nothing", section, "illegal_parameter", "1301", version,
      "with a suite that was not offered", section, "illegal_parameter", "1304",
          version + "003300020018",
      "with a suite of TLS 1.2", section, "illegal_parameter", "c02b", version + "003300020018",
      "with an unknown extension", "RFC 8446 4.2", "unsupported_extension", "1301",
          version + "003300020018" + "77770000",
      "with a whole share", "RFC 8446 6.2", "decode_error", "1301",
          version + "003300240018002009" + "09".repeat(31),
      "with an empty key_share", "RFC 8446 6.2", "decode_error", "1301", version + "00330000",
      "with an empty cookie", "RFC 8446 4.2.2", "decode_error", "1301",
          version + "003300020018" + "002c00020000",
      "with too long a cookie", "RFC 8446 4.2.2, 6.2", "decode_error", "1301",
          version + "003300020018" + "002c0003000201",
      "with key_share twice", "RFC 8446 4.2", "illegal_parameter decode_error", "1301",
          version + "003300020018" + "003300020018"
    };
    for (int i = 0; i < lines.length; i += 5) {
      String suite = lines[i + 3];
      String extensions = lines[i + 4];
      table.add(
          "HelloRetryRequest " + lines[i],
          lines[i + 1],
          NEW,
          lines[i + 2],
          peer -> {
            Honest.clientHello(peer);
            peer.plain(22, retry(peer, suite, extensions));
          });
    }
    String good = version + "003300020018";
    Object[] then = {
      "a second HelloRetryRequest", section, "unexpected_message", (Peer.Mutation) m -> m,
      "a ServerHello of another suite", section, "illegal_parameter",
          (Peer.Mutation) m -> put(put(m, 6, 32, 7), 38 + 1 + (m[38] & 0xff), 2, 0x1302),
      "a ServerHello without key_share", "RFC 8446 9.2, 4.2.8",
          "missing_extension illegal_parameter",
          (Peer.Mutation)
              m ->
                  Hello.with(
                          h -> {
                            h.random = new byte[32];
                            h.without(Hello.KEY_SHARE);
                          })
                      .of(m),
      "a ServerHello of another group", "RFC 8446 4.2.8", "illegal_parameter",
          (Peer.Mutation)
              m ->
                  Hello.with(
                          h -> {
                            h.random = new byte[32];
                            h.set(Hello.KEY_SHARE, "001d0020" + "09".repeat(32));
                          })
                      .of(m),
      "EncryptedExtensions", "RFC 8446 4.1.4", "unexpected_message",
          (Peer.Mutation) m -> Message.ENCRYPTED_EXTENSIONS.bytes()
    };
    for (int i = 0; i < then.length; i += 4) {
      Peer.Mutation second = (Peer.Mutation) then[i + 3];
      table.add(
          then[i] + " behind a HelloRetryRequest",
          (String) then[i + 1],
          NEW,
          (String) then[i + 2],
          peer -> {
            Honest.clientHello(peer);
            byte[] first = retry(peer, "1301", good);
            peer.plain(22, first);
            peer.plain(22, second.of(first));
          });
    }
  }

  private static void encryptedExtensions(Table table) {
    String section = "RFC 8446 4.2";
    String[] lines = {
      "an unknown extension", section, "unsupported_extension", "77770000",
      "an unknown extension twice", section, "unsupported_extension illegal_parameter decode_error",
          "7777000077770000",
      "supported_versions", section, "illegal_parameter", "002b00020304",
      "key_share", section, "illegal_parameter", "00330024001d0020" + "09".repeat(32),
      "signature_algorithms", section, "illegal_parameter", "000d000400020403",
      "psk_key_exchange_modes", section, "illegal_parameter unsupported_extension", "002d00020101",
      "pre_shared_key", section, "illegal_parameter unsupported_extension", "002900020000",
      "a cookie", section, "illegal_parameter unsupported_extension", "002c0003000101",
      "status_request", section, "illegal_parameter unsupported_extension", "00050000",
      "padding", section, "illegal_parameter unsupported_extension", "00150000",
      "post_handshake_auth", section, "illegal_parameter unsupported_extension", "00310000",
      "oid_filters", section, "illegal_parameter unsupported_extension", "003000020000",
      "certificate_authorities", section, "illegal_parameter unsupported_extension", "002f00020000",
      "early_data without an offer", "RFC 8446 4.2, 4.2.10",
          "unsupported_extension illegal_parameter", "002a0000",
      "max_fragment_length without an offer", section, "unsupported_extension", "0001000101",
      "heartbeat without an offer", section, "unsupported_extension", "000f000101",
      "a protocol that was not offered", "RFC 7301 3.1, 3.2", "illegal_parameter",
          "00100005 0003026832",
      "two protocols", "RFC 7301 3.1", "illegal_parameter decode_error",
          "0010000e 000c 08687474702f312e31 026832",
      "an empty list of protocols", "RFC 7301 3.1", "decode_error", "001000020000",
      "an empty protocol", "RFC 7301 3.1", "decode_error", "00100003000100",
      "an empty ALPN", "RFC 7301 3.1", "decode_error", "00100000",
      "ALPN twice", section, "illegal_parameter decode_error",
          "0010000b000908687474702f312e31".repeat(2),
      "a server_name with content", "RFC 6066 3", "decode_error illegal_parameter", "00000001 00",
      "an extension that is cut", "RFC 8446 6.2", "decode_error", "001000"
    };
    for (int i = 0; i < lines.length; i += 4) {
      byte[] message = Bytes.message(8, Bytes.vector(2, Bytes.hex(lines[i + 3])));
      table.add(
          "EncryptedExtensions with " + lines[i],
          lines[i + 1],
          NEW,
          lines[i + 2],
          peer -> extensions(peer, message));
    }
    Object[] shapes = {
      "no content",
      Bytes.message(8),
      "half a length",
      Bytes.message(8, new byte[1]),
      "too long a length",
      Bytes.message(8, new byte[] {0, 4}),
      "an octet behind",
      Bytes.message(8, new byte[3]),
      "the greatest length",
      Bytes.message(8, new byte[] {-1, -1})
    };
    for (int i = 0; i < shapes.length; i += 2) {
      byte[] message = (byte[]) shapes[i + 1];
      table.add(
          "EncryptedExtensions of " + shapes[i],
          "RFC 8446 6.2",
          NEW,
          "decode_error",
          peer -> extensions(peer, message));
    }
  }

  private static void extensions(Peer peer, byte[] message) {
    Honest.clientHello(peer);
    peer.send(Honest.serverHello(peer));
    peer.send(new EncryptedExtensionsMessage(peer.config()), m -> message);
  }
}
