package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import java.util.List;

/** ClientHellos with fields that may not be so. */
final class ClientHelloIT extends Suite {
  private static final Scene NEW = Scene.CLIENT_13;
  private static final Scene OLD = Scene.CLIENT_12;

  @Override
  List<Case> cases() {
    Table table = new Table();
    fields(table);
    negotiation(table);
    missing(table);
    lengths(table, NEW, "RFC 8446 4.1.2, 6.2");
    lengths(table, OLD, "RFC 5246 7.4.1.2, 7.2.2");
    truncations(table);
    return table.cases();
  }

  private static Case.Script hello(Hello.Change change) {
    return peer -> peer.send(new ClientHelloMessage(peer.config()), Hello.with(change));
  }

  private static Case.Script bytes(Peer.Mutation mutation) {
    return peer -> peer.send(new ClientHelloMessage(peer.config()), mutation);
  }

  private static void fields(Table table) {
    for (Scene scene : List.of(NEW, OLD)) {
      boolean new13 = scene.tls13();
      String section = new13 ? "RFC 8446 4.1.2" : "RFC 5246 7.4.1.2";
      table
          .add(
              "session id of 33 octets",
              section,
              scene,
              "decode_error",
              hello(h -> h.sessionId = new byte[33]))
          .add(
              "session id of 255 octets",
              section,
              scene,
              "decode_error",
              hello(h -> h.sessionId = new byte[255]))
          .add(
              "no cipher suite", section, scene, "decode_error", hello(h -> h.suites = new byte[0]))
          .add(
              "half a cipher suite",
              section,
              scene,
              "decode_error",
              hello(h -> h.suites = Bytes.hex("1301c02b00")))
          .add(
              "no compression method",
              section,
              scene,
              "decode_error illegal_parameter",
              hello(h -> h.compressions = new byte[0]))
          .add(
              "an octet behind the extensions",
              section,
              scene,
              "decode_error",
              hello(h -> h.tail = new byte[1]))
          .add(
              "64 octets behind the extensions",
              section,
              scene,
              "decode_error",
              hello(h -> h.tail = new byte[64]))
          .add(
              "an unknown extension twice",
              new13 ? "RFC 8446 4.2" : "RFC 5246 7.4.1.4",
              scene,
              "illegal_parameter decode_error",
              hello(h -> h.add(0x7777, "").add(0x7777, "")));
    }
    table
        .add(
            "DEFLATE alone",
            "RFC 8446 4.1.2",
            NEW,
            "illegal_parameter",
            hello(h -> h.compressions = new byte[] {1}))
        .add(
            "null and DEFLATE",
            "RFC 8446 4.1.2",
            NEW,
            "illegal_parameter",
            hello(h -> h.compressions = new byte[] {0, 1}))
        .add(
            "null twice",
            "RFC 8446 4.1.2",
            NEW,
            "illegal_parameter",
            hello(h -> h.compressions = new byte[] {0, 0}))
        .add(
            "DEFLATE alone",
            "RFC 5246 7.4.1.2",
            OLD,
            "illegal_parameter handshake_failure decode_error",
            hello(h -> h.compressions = new byte[] {1}));
  }

  private static void negotiation(Table table) {
    table
        .add(
            "legacy_version SSL 3.0",
            "RFC 8446 D.5, RFC 7568",
            OLD,
            "protocol_version",
            hello(h -> h.version = Bytes.hex("0300")))
        .add(
            "legacy_version TLS 1.0",
            "RFC 5246 E.1",
            OLD,
            "protocol_version",
            hello(h -> h.version = Bytes.hex("0301")))
        .add(
            "legacy_version TLS 1.1",
            "RFC 5246 E.1",
            OLD,
            "protocol_version",
            hello(h -> h.version = Bytes.hex("0302")))
        .add(
            "legacy_version 0.0",
            "RFC 5246 E.1, 7.2.2",
            OLD,
            "protocol_version illegal_parameter",
            hello(h -> h.version = Bytes.hex("0000")))
        .add(
            "legacy_version 2.0",
            "RFC 5246 E.1, 7.2.2",
            OLD,
            "protocol_version illegal_parameter",
            hello(h -> h.version = Bytes.hex("0200")))
        .add(
            "supported_versions without one of ours",
            "RFC 8446 4.2.1",
            NEW,
            "protocol_version",
            hello(h -> h.set(Hello.VERSIONS, "0403020301")))
        .add(
            "supported_versions of GREASE alone",
            "RFC 8701 3.1",
            NEW,
            "protocol_version",
            hello(h -> h.set(Hello.VERSIONS, "020a0a")))
        .add(
            "supported_versions of drafts alone",
            "RFC 8446 4.2.1",
            NEW,
            "protocol_version",
            hello(h -> h.set(Hello.VERSIONS, "047f1c7f17")))
        .add(
            "unknown cipher suites alone",
            "RFC 8446 4.1.1",
            NEW,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("13991398")))
        .add(
            "suites of TLS 1.2 alone, for TLS 1.3",
            "RFC 8446 4.1.1",
            NEW,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("c02bc02f")))
        .add(
            "suites of TLS 1.3 alone, for TLS 1.2",
            "RFC 5246 7.4.1.3",
            OLD,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("13011302")))
        .add(
            "NULL suites alone",
            "RFC 5246 7.4.1.3",
            OLD,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("c0060002")))
        .add(
            "anonymous suites alone",
            "RFC 5246 7.4.1.3",
            OLD,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("c0180034")))
        .add(
            "export suites alone",
            "RFC 5246 7.4.1.3",
            OLD,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("0003000800140017")))
        .add(
            "RC4 alone",
            "RFC 7465 2",
            OLD,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("c007c0110005")))
        .add(
            "SCSVs alone",
            "RFC 5746 3.3",
            OLD,
            "handshake_failure insufficient_security",
            hello(h -> h.suites = Bytes.hex("00ff")))
        .add(
            "TLS_FALLBACK_SCSV with TLS 1.2 as the highest",
            "RFC 7507 3",
            OLD,
            "inappropriate_fallback",
            hello(h -> h.suites = Bytes.hex("c02b5600")))
        .add(
            "unknown groups alone",
            "RFC 8446 4.1.1",
            NEW,
            "handshake_failure insufficient_security",
            hello(h -> h.set(Hello.GROUPS, "00024a4a").set(Hello.KEY_SHARE, "0000")))
        .add(
            "unknown signature schemes alone",
            "RFC 8446 4.4.2.2, 4.2.3",
            NEW,
            "handshake_failure",
            hello(h -> h.set(Hello.SIGNATURES, "00024a4a")))
        .add(
            "rsa_pkcs1_sha1 alone",
            "RFC 8446 4.2.3",
            NEW,
            "handshake_failure",
            hello(h -> h.set(Hello.SIGNATURES, "00020201")))
        .add(
            "no protocol in common",
            "RFC 7301 3.2",
            NEW,
            "no_application_protocol",
            hello(h -> h.set(Hello.ALPN, "00050468332d39")))
        .add(
            "no protocol in common",
            "RFC 7301 3.2",
            OLD,
            "no_application_protocol",
            hello(h -> h.set(Hello.ALPN, "00050468332d39")))
        .add(
            "renegotiation_info with data",
            "RFC 5746 3.6",
            OLD,
            "handshake_failure",
            hello(h -> h.set(Hello.RENEGOTIATION, "0c000102030405060708090a0b")))
        .add(
            "point formats without uncompressed",
            "RFC 8422 5.1.2",
            OLD,
            "illegal_parameter",
            hello(h -> h.set(Hello.POINT_FORMATS, "020102")));
  }

  private static void missing(Table table) {
    table
        .add(
            "without supported_groups",
            "RFC 8446 9.2",
            NEW,
            "missing_extension",
            hello(h -> h.without(Hello.GROUPS)))
        .add(
            "without key_share",
            "RFC 8446 9.2",
            NEW,
            "missing_extension",
            hello(h -> h.without(Hello.KEY_SHARE)))
        .add(
            "without signature_algorithms",
            "RFC 8446 9.2",
            NEW,
            "missing_extension",
            hello(h -> h.without(Hello.SIGNATURES)))
        .add(
            "without supported_groups and key_share",
            "RFC 8446 9.2",
            NEW,
            "missing_extension",
            hello(h -> h.without(Hello.GROUPS).without(Hello.KEY_SHARE)))
        .add(
            "supported_versions alone",
            "RFC 8446 9.2",
            NEW,
            "missing_extension",
            hello(h -> h.extensions.removeIf(e -> e.type() != Hello.VERSIONS)));
  }

  private static void lengths(Table table, Scene scene, String section) {
    for (Span span : Span.OF_CLIENT_HELLO) {
      for (Span.Fault fault : Span.Fault.values()) {
        table.add(
            fault.label() + " length of the " + span.label(),
            section,
            scene,
            "decode_error",
            bytes(message -> span.faulty(message, fault)));
      }
    }
  }

  private static void truncations(Table table) {
    for (Scene scene : List.of(NEW, OLD)) {
      for (int length : new int[] {0, 1, 2, 17, 34, 35}) {
        table.add(
            "cut to " + length + " octets",
            scene.tls13() ? "RFC 8446 6.2" : "RFC 5246 7.2.2",
            scene,
            "decode_error",
            bytes(message -> Bytes.message(1, Bytes.slice(message, 4, 4 + length))));
      }
      for (int missing : new int[] {1, 2, 5, 20}) {
        table.add(
            "without its last " + missing + " octets",
            scene.tls13() ? "RFC 8446 6.2" : "RFC 5246 7.2.2",
            scene,
            "decode_error",
            bytes(message -> Bytes.message(1, Bytes.slice(message, 4, message.length - missing))));
      }
    }
  }
}
