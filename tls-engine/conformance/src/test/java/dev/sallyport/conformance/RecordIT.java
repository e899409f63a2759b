package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.constants.ProtocolMessageType;
import de.rub.nds.tlsattacker.core.protocol.message.ChangeCipherSpecMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHClientKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.record.Record;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records that may not be so, or not there. */
final class RecordIT extends Suite {
  private static final int CCS = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int DATA = 23;

  @Override
  List<Case> cases() {
    Table table = new Table();
    first(table);
    split(table);
    for (Scene scene :
        List.of(Scene.CLIENT_13, Scene.CLIENT_12, Scene.SERVER_13, Scene.SERVER_12)) {
      established(table, scene);
    }
    inside(table, Scene.CLIENT_13);
    inside(table, Scene.SERVER_13);
    handshake13(table);
    changeCipherSpec12(table);
    return table.cases();
  }

  /** What comes first, from a client and from a server. */
  private static void first(Table table) {
    for (Scene scene : List.of(Scene.CLIENT_13, Scene.SERVER_13)) {
      for (int type : new int[] {0, 19, 24, 25, 26, 99, 255}) {
        table.add(
            "a record of type " + type + " first",
            "RFC 8446 5",
            scene,
            "unexpected_message",
            begin(scene, Bytes.record(type, 0x0303, new byte[8])));
      }
      table
          .add(
              "application data first",
              "RFC 8446 6.2",
              scene,
              "unexpected_message",
              begin(scene, Bytes.record(DATA, 0x0303, new byte[40])))
          .add(
              "an empty handshake record first",
              "RFC 8446 5.1",
              scene,
              "unexpected_message decode_error illegal_parameter",
              begin(scene, Bytes.record(HANDSHAKE, 0x0303, new byte[0])))
          .add(
              "an empty alert record first",
              "RFC 8446 5.1",
              scene,
              "unexpected_message decode_error illegal_parameter",
              begin(scene, Bytes.record(ALERT, 0x0303, new byte[0])))
          .add(
              "an alert of one octet first",
              "RFC 8446 5.1, 6",
              scene,
              "decode_error unexpected_message",
              begin(scene, Bytes.record(ALERT, 0x0303, Bytes.hex("01"))))
          .add(
              "an alert of three octets first",
              "RFC 8446 5.1, 6",
              scene,
              "decode_error unexpected_message",
              begin(scene, Bytes.record(ALERT, 0x0303, Bytes.hex("015a01"))))
          .add(
              "two alerts in a record first",
              "RFC 8446 5.1",
              scene,
              "decode_error unexpected_message",
              begin(scene, Bytes.record(ALERT, 0x0303, Bytes.hex("015a015a"))))
          .add(
              "a record one octet too long",
              "RFC 8446 5.1",
              scene,
              "record_overflow",
              begin(scene, Bytes.record(HANDSHAKE, 0x0303, new byte[16385])))
          .add(
              "the header of the longest record",
              "RFC 8446 5.1",
              scene,
              "record_overflow",
              begin(scene, Bytes.hex("160303ffff")))
          .add(
              "an HTTP request or answer",
              "RFC 8446 6.2",
              scene,
              "unexpected_message",
              begin(scene, text("HTTP/1.1 200 OK\r\n\r\n")))
          .add(
              "a mail server's greeting",
              "RFC 8446 6.2",
              scene,
              "unexpected_message",
              begin(scene, text("220 mail ESMTP\r\n")))
          .add(
              "record version 2.3",
              "RFC 8446 5.1, RFC 5246 E.1",
              scene,
              "protocol_version unexpected_message",
              begin(scene, Bytes.record(HANDSHAKE, 0x0203, new byte[8])))
          .add(
              "record version 4.0",
              "RFC 8446 5.1, RFC 5246 E.1",
              scene,
              "protocol_version unexpected_message",
              begin(scene, Bytes.record(HANDSHAKE, 0x0400, new byte[8])));
    }
    table
        .add(
            "change_cipher_spec before ClientHello",
            "RFC 8446 5",
            Scene.CLIENT_13,
            "unexpected_message",
            begin(Scene.CLIENT_13, Bytes.hex("140303000101")))
        .add(
            "an SSL 2.0 ClientHello",
            "RFC 6176 3, RFC 8446 D.5",
            Scene.CLIENT_12,
            "unexpected_message protocol_version",
            begin(
                Scene.CLIENT_12,
                Bytes.hex(
                    "802e0100020015000000100100800200800300800400800500800600400700c0"
                        + "00".repeat(16))))
        .add(
            "an SSL 2.0 ClientHello for TLS 1.2",
            "RFC 6176 3, RFC 8446 D.5",
            Scene.CLIENT_12,
            "unexpected_message protocol_version",
            begin(Scene.CLIENT_12, Bytes.hex("801c0103030003000000100000 2f" + "00".repeat(16))))
        .add(
            "an HTTP request",
            "RFC 8446 6.2",
            Scene.CLIENT_13,
            "unexpected_message",
            begin(Scene.CLIENT_13, text("GET / HTTP/1.1\r\nHost: a\r\n\r\n")))
        .add(
            "an HTTP/2 preface",
            "RFC 8446 6.2",
            Scene.CLIENT_13,
            "unexpected_message",
            begin(Scene.CLIENT_13, text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")))
        .add(
            "an SSH greeting",
            "RFC 8446 6.2",
            Scene.CLIENT_13,
            "unexpected_message",
            begin(Scene.CLIENT_13, text("SSH-2.0-OpenSSH_9.6\r\n")));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Case.Script begin(Scene scene, byte[] bytes) {
    return peer -> {
      if (scene.role() == Scene.Role.SERVER) {
        Honest.clientHello(peer);
      }
      peer.raw(bytes);
    };
  }

  /** Between the parts of a message there is nothing else. */
  private static void split(Table table) {
    byte[] hello = Message.CLIENT_HELLO.bytes();
    byte[] part = Bytes.record(HANDSHAKE, 0x0301, Bytes.slice(hello, 0, 20));
    String section = "RFC 8446 5.1";
    Scene scene = Scene.CLIENT_12;
    table
        .add(
            "application data inside the ClientHello",
            section,
            scene,
            "unexpected_message",
            begin(scene, Bytes.join(part, Bytes.record(DATA, 0x0303, new byte[4]))))
        .add(
            "change_cipher_spec inside the ClientHello",
            section,
            scene,
            "unexpected_message",
            begin(scene, Bytes.join(part, Bytes.hex("140303000101"))))
        .add(
            "an unknown record inside the ClientHello",
            section,
            scene,
            "unexpected_message",
            begin(scene, Bytes.join(part, Bytes.record(99, 0x0303, new byte[4]))))
        .add(
            "an empty handshake record inside the ClientHello",
            section,
            scene,
            "unexpected_message decode_error illegal_parameter",
            begin(scene, Bytes.join(part, Bytes.record(HANDSHAKE, 0x0303, new byte[0]))))
        .add(
            "another message behind the ClientHello in its record",
            section,
            Scene.CLIENT_13,
            "unexpected_message",
            peer ->
                peer.send(
                    new ClientHelloMessage(peer.config()),
                    m -> Bytes.join(m, Message.FINISHED.bytes())))
        .add(
            "the begin of a message behind the ClientHello in its record",
            section,
            Scene.CLIENT_13,
            "unexpected_message",
            peer ->
                peer.send(
                    new ClientHelloMessage(peer.config()), m -> Bytes.join(m, new byte[] {20, 0})));
  }

  private static void established(Table table, Scene scene) {
    boolean new13 = scene.tls13();
    String mac = new13 ? "RFC 8446 5.2" : "RFC 5246 7.2.2, 6.2.3.3";
    String plain = new13 ? "RFC 8446 5, 5.2" : "RFC 5246 6.2.3.3, 7.2.2";
    String plaintext = new13 ? "unexpected_message" : "bad_record_mac";
    after(
        table,
        scene,
        "data with a wrong tag",
        mac,
        "bad_record_mac",
        peer -> peer.record(altered(-1)));
    after(
        table,
        scene,
        "data with a wrong ciphertext",
        mac,
        "bad_record_mac",
        peer -> peer.record(altered(new13 ? 0 : 9)));
    after(
        table, scene, "random data", mac, "bad_record_mac", peer -> peer.plain(DATA, new byte[64]));
    after(
        table,
        scene,
        "data of 17 octets in clear",
        mac,
        "bad_record_mac",
        peer -> peer.plain(DATA, new byte[17]));
    after(
        table,
        scene,
        "data of 5 octets in clear",
        mac,
        "bad_record_mac decode_error",
        peer -> peer.plain(DATA, text("hello")));
    after(
        table,
        scene,
        "an empty record in clear",
        mac,
        "bad_record_mac decode_error unexpected_message",
        peer -> peer.plain(DATA, new byte[0]));
    after(
        table,
        scene,
        "a record far too long",
        mac,
        "record_overflow",
        peer -> peer.raw(Bytes.hex("170303ffff")));
    after(
        table,
        scene,
        "a record one octet too long",
        mac,
        "record_overflow",
        peer -> peer.raw(Bytes.join(Bytes.hex("170303"), Bytes.number(new13 ? 16641 : 18433, 2))));
    after(
        table,
        scene,
        "a handshake record in clear",
        plain,
        plaintext,
        peer -> peer.plain(HANDSHAKE, Bytes.join(Message.HELLO_REQUEST.bytes(), new byte[32])));
    after(
        table,
        scene,
        "an alert in clear",
        plain,
        plaintext + (new13 ? " bad_record_mac" : " decode_error"),
        peer -> peer.plain(ALERT, Bytes.hex("0228")));
    after(
        table,
        scene,
        "change_cipher_spec in clear",
        plain,
        plaintext + " decode_error unexpected_message",
        peer -> peer.plain(CCS, new byte[] {1}));
    after(
        table,
        scene,
        "a record of an unknown type",
        plain,
        "unexpected_message",
        peer -> peer.plain(99, new byte[40]));
    after(
        table,
        scene,
        "a heartbeat record",
        plain,
        "unexpected_message",
        peer -> peer.plain(24, new byte[40]));
    after(
        table,
        scene,
        "20 empty records",
        "README, Limits",
        "unexpected_message",
        peer -> {
          for (int i = 0; i < 20; i++) {
            peer.record(ProtocolMessageType.APPLICATION_DATA, new byte[0]);
          }
        });
    after(
        table,
        scene,
        "data inside a handshake message",
        new13 ? "RFC 8446 5.1" : "RFC 5246 6.2.1",
        "unexpected_message",
        peer -> {
          peer.handshake(new byte[] {24, 0});
          peer.record(ProtocolMessageType.APPLICATION_DATA, new byte[] {1});
        });
    after(
        table,
        scene,
        "an alert of one octet",
        new13 ? "RFC 8446 5.1" : "RFC 5246 7.2",
        "decode_error unexpected_message",
        peer -> peer.record(ProtocolMessageType.ALERT, new byte[] {2}));
    after(
        table,
        scene,
        "two alerts in a record",
        new13 ? "RFC 8446 5.1" : "RFC 5246 7.2",
        "decode_error unexpected_message",
        peer -> peer.record(ProtocolMessageType.ALERT, Bytes.hex("015a015a")));
    after(
        table,
        scene,
        "an endless handshake message",
        "README, Limits",
        "illegal_parameter unexpected_message decode_error",
        peer -> peer.handshake(Bytes.hex("18ffffff")));
  }

  private static void after(
      Table table, Scene scene, String name, String section, String alerts, Case.Script script) {
    table.add(
        name + " after the handshake",
        section,
        scene,
        alerts,
        peer -> {
          Honest.handshake(peer, scene);
          script.play(peer);
        });
  }

  private static Record altered(int at) {
    Record record = new Record();
    record.setContentMessageType(ProtocolMessageType.APPLICATION_DATA);
    record.setCleanProtocolMessageBytes(text("hello, world"));
    record.setProtocolMessageBytes(
        Mutated.by(
            bytes -> {
              byte[] changed = bytes.clone();
              changed[at < 0 ? changed.length + at : at] ^= 1;
              return changed;
            }));
    return record;
  }

  /** What a protected record of TLS 1.3 holds. */
  private static void inside(Table table, Scene scene) {
    after(
        table,
        scene,
        "a protected record of an unknown type",
        "RFC 8446 5",
        "unexpected_message",
        peer -> peer.record(ProtocolMessageType.UNKNOWN, new byte[8]));
    after(
        table,
        scene,
        "a protected heartbeat",
        "RFC 8446 5",
        "unexpected_message",
        peer -> peer.record(ProtocolMessageType.HEARTBEAT, new byte[8]));
    after(
        table,
        scene,
        "2^14 + 1 octets in a protected record",
        "RFC 8446 5.4",
        "record_overflow",
        peer -> {
          Record record = new Record(16385);
          record.setContentMessageType(ProtocolMessageType.APPLICATION_DATA);
          record.setCleanProtocolMessageBytes(new byte[16385]);
          peer.record(record);
        });
    after(
        table,
        scene,
        "KeyUpdate of 2",
        "RFC 8446 4.6.3",
        "illegal_parameter",
        peer -> peer.handshake(Bytes.message(24, new byte[] {2})));
    after(
        table,
        scene,
        "KeyUpdate of 255",
        "RFC 8446 4.6.3",
        "illegal_parameter",
        peer -> peer.handshake(Bytes.message(24, new byte[] {-1})));
    after(
        table,
        scene,
        "an empty KeyUpdate",
        "RFC 8446 6.2",
        "decode_error",
        peer -> peer.handshake(Bytes.message(24)));
    after(
        table,
        scene,
        "KeyUpdate of two octets",
        "RFC 8446 6.2",
        "decode_error",
        peer -> peer.handshake(Bytes.message(24, new byte[2])));
    after(
        table,
        scene,
        "two KeyUpdates in a record",
        "RFC 8446 5.1",
        "unexpected_message",
        peer -> peer.handshake(Bytes.join(Message.KEY_UPDATE.bytes(), Message.KEY_UPDATE.bytes())));
    after(
        table,
        scene,
        "data under the old keys after KeyUpdate",
        "RFC 8446 4.6.3, 5.2",
        "bad_record_mac",
        peer -> {
          peer.handshake(Message.KEY_UPDATE.bytes());
          peer.record(ProtocolMessageType.APPLICATION_DATA, new byte[] {1});
        });
  }

  /** Between the flights of TLS 1.3. */
  private static void handshake13(Table table) {
    Object[] lines = {
      "change_cipher_spec of 2", "RFC 8446 5", "unexpected_message", raw(CCS, "02"),
      "change_cipher_spec of 0", "RFC 8446 5", "unexpected_message", raw(CCS, "00"),
      "change_cipher_spec of two octets", "RFC 8446 5", "unexpected_message", raw(CCS, "0101"),
      "an empty change_cipher_spec", "RFC 8446 5", "unexpected_message", raw(CCS, ""),
      "Finished in clear", "RFC 8446 5.2, 6.2", "unexpected_message",
          raw(HANDSHAKE, "14000020" + "00".repeat(32)),
      "a heartbeat in clear", "RFC 8446 5", "unexpected_message", raw(24, "0100"),
      "an unknown record in clear", "RFC 8446 5", "unexpected_message", raw(99, "0100"),
      "random data", "RFC 8446 5.2", "bad_record_mac", raw(DATA, "00".repeat(40)),
      "three times change_cipher_spec", "README, Limits", "unexpected_message",
          (Case.Script) peer -> peer.raw(Bytes.hex("140303000101".repeat(3))),
      "application data", "RFC 8446 6.2", "unexpected_message",
          (Case.Script) peer -> peer.record(ProtocolMessageType.APPLICATION_DATA, new byte[] {1}),
      "an empty record of application data", "RFC 8446 6.2", "unexpected_message",
          (Case.Script) peer -> peer.record(ProtocolMessageType.APPLICATION_DATA, new byte[0]),
      "an empty handshake record", "RFC 8446 5.4", "unexpected_message",
          (Case.Script) peer -> peer.record(ProtocolMessageType.HANDSHAKE, new byte[0]),
      "an empty alert record", "RFC 8446 5.4", "unexpected_message",
          (Case.Script) peer -> peer.record(ProtocolMessageType.ALERT, new byte[0])
    };
    for (int i = 0; i < lines.length; i += 4) {
      Case.Script script = (Case.Script) lines[i + 3];
      table.add(
          lines[i] + " instead of Finished",
          (String) lines[i + 1],
          Scene.CLIENT_13,
          (String) lines[i + 2],
          peer -> {
            Honest.client13Flight(peer);
            script.play(peer);
          });
    }
  }

  private static Case.Script raw(int type, String hex) {
    return peer -> peer.plain(type, Bytes.hex(hex));
  }

  private static void changeCipherSpec12(Table table) {
    String section = "RFC 5246 7.1";
    Scene scene = Scene.CLIENT_12;
    for (String content : List.of("00", "02", "0101", "ff")) {
      table.add(
          "change_cipher_spec " + content,
          section,
          scene,
          "decode_error unexpected_message illegal_parameter",
          peer -> {
            Honest.client12Flight(peer);
            peer.send(new ECDHClientKeyExchangeMessage());
            peer.plain(CCS, Bytes.hex(content));
          });
    }
    table
        .add(
            "change_cipher_spec first",
            section,
            scene,
            "unexpected_message",
            peer -> peer.plain(CCS, new byte[] {1}))
        .add(
            "change_cipher_spec instead of ClientKeyExchange",
            section,
            scene,
            "unexpected_message",
            peer -> {
              Honest.client12Flight(peer);
              peer.plain(CCS, new byte[] {1});
            })
        .add(
            "change_cipher_spec twice",
            section,
            scene,
            "unexpected_message bad_record_mac",
            peer -> {
              Honest.client12Flight(peer);
              peer.send(new ECDHClientKeyExchangeMessage(), new ChangeCipherSpecMessage());
              peer.plain(CCS, new byte[] {1});
            })
        .add(
            "Finished in clear behind change_cipher_spec",
            "RFC 5246 6.2.3.3",
            scene,
            "bad_record_mac decode_error",
            peer -> {
              Honest.client12Flight(peer);
              peer.send(new ECDHClientKeyExchangeMessage());
              peer.plain(CCS, new byte[] {1});
              peer.plain(HANDSHAKE, Message.FINISHED.bytes());
            })
        .add(
            "data instead of Finished",
            "RFC 5246 7.2.2",
            scene,
            "unexpected_message",
            peer -> {
              Honest.client12Flight(peer);
              peer.send(new ECDHClientKeyExchangeMessage(), new ChangeCipherSpecMessage());
              peer.record(ProtocolMessageType.APPLICATION_DATA, new byte[] {1});
            })
        .add(
            "data instead of ClientKeyExchange",
            "RFC 5246 7.2.2",
            scene,
            "unexpected_message",
            peer -> {
              Honest.client12Flight(peer);
              peer.plain(DATA, new byte[] {1});
            })
        .add(
            "change_cipher_spec instead of ServerHello",
            section,
            Scene.SERVER_12,
            "unexpected_message",
            peer -> {
              Honest.clientHello(peer);
              peer.plain(CCS, new byte[] {1});
            })
        .add(
            "change_cipher_spec instead of Certificate",
            section,
            Scene.SERVER_12,
            "unexpected_message",
            peer -> {
              Honest.clientHello(peer);
              peer.send(Honest.serverHello(peer));
              peer.plain(CCS, new byte[] {1});
            })
        .add(
            "change_cipher_spec instead of ServerHelloDone",
            section,
            Scene.SERVER_12,
            "unexpected_message",
            peer -> {
              Honest.clientHello(peer);
              Honest.flight12(peer).subList(0, 3).forEach(peer::send);
              peer.plain(CCS, new byte[] {1});
            });
  }
}
