package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.protocol.message.CertificateMessage;
import de.rub.nds.tlsattacker.core.protocol.message.EncryptedExtensionsMessage;
import java.util.List;

/** Certificate messages of servers and clients, and what servers ask for. */
final class CertificateIT extends Suite {
  private static final Scene CLIENT_13 = Scene.client(Scene.TlsVersion.TLS_1_3, "mutual");
  private static final Scene CLIENT_12 = Scene.client(Scene.TlsVersion.TLS_1_2, "mutual");

  @Override
  List<Case> cases() {
    Table table = new Table();
    server13(table);
    server12(table);
    clients(table);
    requests(table);
    small(table);
    return table.cases();
  }

  private static void server13(Table table) {
    String section = "RFC 8446 4.4.2";
    Object[] lines = {
      "no certificate", "RFC 8446 4.4.2.4", "decode_error", all("00 000000"),
      "a request context", section, "illegal_parameter",
          (Peer.Mutation) m -> Bytes.message(11, Bytes.hex("01aa"), Bytes.slice(m, 5, m.length)),
      "an empty certificate", section, "decode_error bad_certificate", all("00 000005 000000 0000"),
      "a certificate that is none", "RFC 8446 6.2", "bad_certificate decode_error",
          all("00 000009 000004 01020304 0000"),
      "a certificate of an empty sequence", "RFC 8446 6.2", "bad_certificate decode_error",
          all("00 000007 000002 3000 0000"),
      "a certificate longer than the list", "RFC 8446 6.2", "decode_error bad_certificate",
          all("00 000009 000008 01020304 0000"),
      "no extensions behind a certificate", "RFC 8446 6.2", "decode_error bad_certificate",
          all("00 000007 000004 01020304"),
      "an unknown extension of a certificate", "RFC 8446 4.2, 4.4.2", "unsupported_extension",
          (Peer.Mutation) m -> extended(m, "77770000"),
      "an OCSP response that was not asked for", "RFC 8446 4.2, 4.4.2.1",
          "unsupported_extension illegal_parameter",
          (Peer.Mutation) m -> extended(m, "00050005 01 000001 00"),
      "a key_share at a certificate", "RFC 8446 4.2", "illegal_parameter unsupported_extension",
          (Peer.Mutation) m -> extended(m, "003300020017"),
      "an extension cut short", "RFC 8446 6.2", "decode_error bad_certificate",
          (Peer.Mutation) m -> extended(m, "7777"),
      "no content", "RFC 8446 6.2", "decode_error", all(""),
      "a context alone", "RFC 8446 6.2", "decode_error", all("00"),
      "a list longer than the message", "RFC 8446 6.2", "decode_error", all("00 0000ff"),
      "too long a context", "RFC 8446 6.2", "decode_error illegal_parameter", all("ff 000000"),
      "its last octet missing", "RFC 8446 6.2", "decode_error",
          (Peer.Mutation) m -> Bytes.message(11, Bytes.slice(m, 4, m.length - 1)),
      "an octet behind the list", "RFC 8446 6.2", "decode_error",
          (Peer.Mutation) m -> Bytes.message(11, Bytes.slice(m, 4, m.length), new byte[1])
    };
    for (int i = 0; i < lines.length; i += 4) {
      Peer.Mutation mutation = (Peer.Mutation) lines[i + 3];
      table.add(
          "Certificate with " + lines[i],
          (String) lines[i + 1],
          Scene.SERVER_13,
          (String) lines[i + 2],
          peer -> {
            Honest.clientHello(peer);
            Honest.flight13(peer).subList(0, 2).forEach(peer::send);
            peer.send(new CertificateMessage(), mutation);
          });
    }
  }

  private static Peer.Mutation all(String body) {
    return m -> Bytes.message(11, Bytes.hex(body));
  }

  /** The first certificate with extensions. */
  private static byte[] extended(byte[] message, String extensions) {
    int end = 11 + Bytes.number(message, 8, 3);
    byte[] entry = Bytes.join(Bytes.slice(message, 8, end), Bytes.vector(2, Bytes.hex(extensions)));
    return Bytes.message(11, new byte[1], Bytes.vector(3, entry));
  }

  private static void server12(Table table) {
    Object[] lines = {
      "no certificate", "RFC 5246 7.4.2, 7.2.2", "decode_error bad_certificate handshake_failure",
          all("000000"),
      "an empty certificate", "RFC 5246 7.4.2, 7.2.2", "decode_error bad_certificate",
          all("000003 000000"),
      "a certificate that is none", "RFC 5246 7.2.2", "bad_certificate decode_error",
          all("000007 000004 01020304"),
      "a certificate longer than the list", "RFC 5246 7.2.2", "decode_error bad_certificate",
          all("000007 000008 01020304"),
      "no content", "RFC 5246 7.2.2", "decode_error", all(""),
      "a list longer than the message", "RFC 5246 7.2.2", "decode_error", all("0000ff"),
      "its last octet missing", "RFC 5246 7.2.2", "decode_error",
          (Peer.Mutation) m -> Bytes.message(11, Bytes.slice(m, 4, m.length - 1)),
      "an octet behind the list", "RFC 5246 7.2.2", "decode_error",
          (Peer.Mutation) m -> Bytes.message(11, Bytes.slice(m, 4, m.length), new byte[1])
    };
    for (int i = 0; i < lines.length; i += 4) {
      Peer.Mutation mutation = (Peer.Mutation) lines[i + 3];
      table.add(
          "Certificate with " + lines[i],
          (String) lines[i + 1],
          Scene.SERVER_12,
          (String) lines[i + 2],
          peer -> {
            Honest.clientHello(peer);
            peer.send(Honest.serverHello(peer));
            peer.send(new CertificateMessage(), mutation);
          });
    }
  }

  private static void clients(Table table) {
    client13(table, "no certificate", "RFC 8446 4.4.2.4, 6.2", "certificate_required", "00 000000");
    client13(
        table,
        "an empty certificate",
        "RFC 8446 4.4.2, 6.2",
        "decode_error bad_certificate",
        "00 000005 000000 0000");
    client13(
        table,
        "a certificate that is none",
        "RFC 8446 6.2",
        "bad_certificate decode_error",
        "00 000009 000004 01020304 0000");
    client13(table, "a list longer than the message", "RFC 8446 6.2", "decode_error", "00 0000ff");
    client13(table, "no content", "RFC 8446 6.2", "decode_error", "");
    client13(table, "an octet behind the list", "RFC 8446 6.2", "decode_error", "00 000000 00");
    client12(table, "no certificate", "RFC 5246 7.4.6", "handshake_failure", "000000");
    client12(
        table,
        "an empty certificate",
        "RFC 5246 7.4.6, 7.2.2",
        "decode_error bad_certificate",
        "000003 000000");
    client12(
        table,
        "a certificate that is none",
        "RFC 5246 7.2.2",
        "bad_certificate decode_error",
        "000007 000004 01020304");
    client12(table, "a list longer than the message", "RFC 5246 7.2.2", "decode_error", "0000ff");
    client12(table, "no content", "RFC 5246 7.2.2", "decode_error", "");
    client12(table, "an octet behind the list", "RFC 5246 7.2.2", "decode_error", "000000 00");
    for (Message message :
        List.of(
            Message.FINISHED,
            Message.CERTIFICATE_VERIFY,
            Message.KEY_UPDATE,
            Message.END_OF_EARLY_DATA,
            Message.CLIENT_HELLO)) {
      table.add(
          message.label() + " instead of the Certificate that was asked for",
          "RFC 8446 4, 6.2",
          CLIENT_13,
          "unexpected_message",
          peer -> {
            Honest.client13Flight(peer);
            peer.handshake(message.bytes());
          });
    }
    for (Message message :
        List.of(
            Message.CLIENT_KEY_EXCHANGE,
            Message.CERTIFICATE_VERIFY,
            Message.FINISHED,
            Message.CLIENT_HELLO,
            Message.SERVER_HELLO_DONE)) {
      table.add(
          message.label() + " instead of the Certificate that was asked for",
          "RFC 5246 7.3, 7.4.6",
          CLIENT_12,
          "unexpected_message",
          peer -> {
            Honest.client12Flight(peer);
            peer.handshake(message.bytes());
          });
    }
  }

  private static void client13(
      Table table, String name, String section, String alerts, String body) {
    table.add(
        "Certificate with " + name,
        section,
        CLIENT_13,
        alerts,
        peer -> {
          Honest.client13Flight(peer);
          peer.handshake(Bytes.message(11, Bytes.hex(body)));
        });
  }

  private static void client12(
      Table table, String name, String section, String alerts, String body) {
    table.add(
        "Certificate with " + name,
        section,
        CLIENT_12,
        alerts,
        peer -> {
          Honest.client12Flight(peer);
          peer.handshake(Bytes.message(11, Bytes.hex(body)));
        });
  }

  private static void requests(Table table) {
    String[] lines = {
      "a context", "RFC 8446 4.3.2", "illegal_parameter", "01aa 0008 000d 0004 0002 0403",
      "no signature_algorithms", "RFC 8446 4.3.2", "missing_extension", "00 0000",
      "an empty list of schemes", "RFC 8446 4.2.3, 6.2", "decode_error", "00 0006 000d 0002 0000",
      "half a scheme", "RFC 8446 4.2.3, 6.2", "decode_error", "00 0007 000d 0003 0001 04",
      "signature_algorithms twice", "RFC 8446 4.2", "illegal_parameter decode_error",
          "00 0010 000d 0004 0002 0403 000d 0004 0002 0403",
      "no content", "RFC 8446 6.2", "decode_error", "",
      "a context alone", "RFC 8446 6.2", "decode_error", "00",
      "too long extensions", "RFC 8446 6.2", "decode_error", "00 0009 000d 0004 0002 0403",
      "an octet behind the extensions", "RFC 8446 6.2", "decode_error",
          "00 0008 000d 0004 0002 0403 00"
    };
    for (int i = 0; i < lines.length; i += 4) {
      byte[] message = Bytes.message(13, Bytes.hex(lines[i + 3]));
      table.add(
          "CertificateRequest with " + lines[i],
          lines[i + 1],
          Scene.SERVER_13,
          lines[i + 2],
          peer -> {
            Honest.clientHello(peer);
            peer.send(Honest.serverHello(peer));
            peer.send(new EncryptedExtensionsMessage(peer.config()));
            peer.handshake(message);
          });
    }
    String[] old = {
      "no content",
      "",
      "no types",
      "00 0002 0403 0000",
      "half a scheme",
      "0140 0003 040304 0000",
      "no schemes",
      "0140 0000 0000",
      "too long a list of schemes",
      "0140 0009 0403 0000",
      "too long a list of authorities",
      "0140 0002 0403 0009",
      "an octet behind",
      "0140 0002 0403 0000 00"
    };
    for (int i = 0; i < old.length; i += 2) {
      byte[] message = Bytes.message(13, Bytes.hex(old[i + 1]));
      table.add(
          "CertificateRequest with " + old[i],
          "RFC 5246 7.4.4, 7.2.2",
          Scene.SERVER_12,
          "decode_error",
          peer -> {
            Honest.clientHello(peer);
            Honest.flight12(peer).subList(0, 3).forEach(peer::send);
            peer.handshake(message);
          });
    }
  }

  private static void small(Table table) {
    table
        .add(
            "ServerHelloDone with an octet",
            "RFC 5246 7.4.5, 7.2.2",
            Scene.SERVER_12,
            "decode_error",
            peer -> {
              Honest.clientHello(peer);
              Honest.flight12(peer).subList(0, 3).forEach(peer::send);
              peer.handshake(Bytes.message(14, new byte[1]));
            })
        .add(
            "HelloRequest with an octet",
            "RFC 5246 7.4.1.1, 7.2.2",
            Scene.SERVER_12,
            "decode_error",
            peer -> {
              Honest.server12(peer);
              peer.handshake(Bytes.message(0, new byte[1]));
            });
    for (Scene scene : List.of(Scene.CLIENT_13, Scene.SERVER_13)) {
      table.add(
          "33 KeyUpdates",
          "README, Limits",
          scene,
          "unexpected_message",
          peer -> {
            Honest.handshake(peer, scene);
            for (int i = 0; i < 33; i++) {
              peer.send(new de.rub.nds.tlsattacker.core.protocol.message.KeyUpdateMessage());
            }
          });
    }
    for (Scene scene : List.of(Scene.CLIENT_12, Scene.SERVER_12)) {
      table.add(
          "5 warnings",
          "README, Limits",
          scene,
          "unexpected_message",
          peer -> {
            Honest.handshake(peer, scene);
            for (int i = 0; i < 5; i++) {
              peer.record(
                  de.rub.nds.tlsattacker.core.constants.ProtocolMessageType.ALERT,
                  Bytes.hex("016e"));
            }
          });
    }
    String[] tickets = {
      "no content",
      "",
      "an empty ticket",
      "00000e10 00000000 01 00 0000 0000",
      "too long a nonce",
      "00000e10 00000000 ff 00 0004 01020304 0000",
      "too long a ticket",
      "00000e10 00000000 01 00 00ff 01020304 0000",
      "too long extensions",
      "00000e10 00000000 01 00 0004 01020304 00ff",
      "no extensions",
      "00000e10 00000000 01 00 0004 01020304",
      "an octet behind",
      "00000e10 00000000 01 00 0004 01020304 0000 00"
    };
    for (int i = 0; i < tickets.length; i += 2) {
      byte[] message = Bytes.message(4, Bytes.hex(tickets[i + 1]));
      table.add(
          "NewSessionTicket with " + tickets[i],
          "RFC 8446 4.6.1, 6.2",
          Scene.SERVER_13,
          "decode_error",
          peer -> {
            Honest.server13(peer);
            peer.handshake(message);
          });
    }
  }
}
