package dev.sallyport.conformance;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.constants.CipherSuite;
import de.rub.nds.tlsattacker.core.constants.NamedGroup;
import de.rub.nds.tlsattacker.core.protocol.message.ChangeCipherSpecMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHClientKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHEServerKeyExchangeMessage;
import de.rub.nds.tlsattacker.core.protocol.message.FinishedMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ServerHelloDoneMessage;
import java.util.List;

/** Key shares, signatures and Finished messages that are wrong. */
final class CryptoIT extends Suite {
  private static final Scene P256 =
      Scene.CLIENT_12.with(config -> config.setDefaultClientNamedGroups(NamedGroup.SECP256R1));
  private static final Scene RSA =
      Scene.client(Scene.TlsVersion.TLS_1_2, "rsa")
          .with(config -> suite(config, CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256));
  private static final Scene DHE =
      Scene.client(Scene.TlsVersion.TLS_1_2, "rsa")
          .with(config -> suite(config, CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256))
          .with(config -> config.setDefaultClientNamedGroups(NamedGroup.FFDHE2048));

  private static final String BASE_X =
      "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
  private static final String BASE_Y =
      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

  /** What is wrong with a point of secp256r1, and the point. */
  private static final String[] POINTS = {
    "not on the curve", "04" + BASE_X + BASE_X,
    "of zeros", "04" + "00".repeat(64),
    "beyond the field", "04" + "ff".repeat(64),
    "compressed", "03" + BASE_X,
    "at infinity", "00",
    "of an unknown form", "05" + BASE_X + BASE_Y,
    "of the hybrid form", "07" + BASE_X + BASE_Y,
    "an octet too short", "04" + BASE_X + BASE_Y.substring(2),
    "an octet too long", "04" + BASE_X + BASE_Y + "00",
    "without its y", "04" + BASE_X
  };

  /** The same of X25519; the small orders are those of RFC 7748 section 6.1. */
  private static final String[] STRINGS = {
    "of zeros", "00".repeat(32),
    "of order 1", "01" + "00".repeat(31),
    "of order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "of another order 8", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "p - 1", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "p + 1", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "of 31 octets", "09".repeat(31),
    "of 33 octets", "09".repeat(33),
    "of one octet", "09"
  };

  private static void suite(Config config, CipherSuite suite) {
    config.setDefaultClientSupportedCipherSuites(suite);
    config.setDefaultSelectedCipherSuite(suite);
  }

  @Override
  List<Case> cases() {
    Table table = new Table();
    shares(table);
    clientKeyExchanges(table);
    otherKeyExchanges(table);
    finished(table);
    signatures(table);
    return table.cases();
  }

  private static void shares(Table table) {
    for (int i = 0; i < POINTS.length; i += 2) {
      String point = POINTS[i + 1];
      table.add(
          "secp256r1 share " + POINTS[i],
          "RFC 8446 4.2.8.2",
          Scene.CLIENT_13,
          "illegal_parameter",
          peer ->
              peer.send(
                  new ClientHelloMessage(peer.config()),
                  Hello.with(h -> h.set(Hello.KEY_SHARE, share(0x17, point, true)))));
    }
    for (int i = 0; i < STRINGS.length; i += 2) {
      String string = STRINGS[i + 1];
      table
          .add(
              "x25519 share " + STRINGS[i],
              "RFC 8446 4.2.8.2, 7.4.2",
              Scene.CLIENT_13,
              "illegal_parameter",
              peer ->
                  peer.send(
                      new ClientHelloMessage(peer.config()),
                      Hello.with(h -> h.set(Hello.KEY_SHARE, share(0x1d, string, true)))))
          .add(
              "x25519 share " + STRINGS[i],
              "RFC 8446 4.2.8.2, 7.4.2",
              Scene.SERVER_13,
              "illegal_parameter",
              peer -> {
                Honest.clientHello(peer);
                peer.send(
                    Honest.serverHello(peer),
                    Hello.with(h -> h.set(Hello.KEY_SHARE, share(0x1d, string, false))));
              });
    }
    for (int length : new int[] {1, 32, 1183, 1184, 1215, 1217}) {
      table.add(
          "X25519MLKEM768 share of " + length + " octets",
          "RFC 8446 4.2.8, draft-ietf-tls-ecdhe-mlkem 3.1.1",
          Scene.CLIENT_13,
          "illegal_parameter",
          peer ->
              peer.send(
                  new ClientHelloMessage(peer.config()),
                  Hello.with(
                      h ->
                          h.set(Hello.GROUPS, "000411ec001d")
                              .set(Hello.KEY_SHARE, share(0x11ec, "01".repeat(length), true)))));
    }
  }

  private static byte[] share(int group, String hex, boolean listed) {
    byte[] entry = Bytes.join(Bytes.number(group, 2), Bytes.vector(2, Bytes.hex(hex)));
    return listed ? Bytes.vector(2, entry) : entry;
  }

  private static void clientKeyExchanges(Table table) {
    for (int i = 0; i < POINTS.length; i += 2) {
      String point = POINTS[i + 1];
      keyExchange(
          table,
          P256,
          "secp256r1 point " + POINTS[i],
          "RFC 8422 5.4, 5.11",
          "illegal_parameter",
          Bytes.vector(1, Bytes.hex(point)));
      server12(
          table, "secp256r1 point " + POINTS[i], "RFC 8422 5.4, 5.11", NamedGroup.SECP256R1, point);
    }
    for (int i = 0; i < STRINGS.length; i += 2) {
      String string = STRINGS[i + 1];
      keyExchange(
          table,
          Scene.CLIENT_12,
          "x25519 point " + STRINGS[i],
          "RFC 8422 5.11",
          "illegal_parameter",
          Bytes.vector(1, Bytes.hex(string)));
      server12(
          table, "x25519 point " + STRINGS[i], "RFC 8422 5.11", NamedGroup.ECDH_X25519, string);
    }
    keyExchange(
        table,
        Scene.CLIENT_12,
        "an empty point",
        "RFC 8422 5.4",
        "decode_error illegal_parameter",
        new byte[1]);
    keyExchange(
        table, Scene.CLIENT_12, "an empty body", "RFC 5246 7.2.2", "decode_error", new byte[0]);
    keyExchange(
        table,
        Scene.CLIENT_12,
        "a point longer than the message",
        "RFC 5246 7.2.2",
        "decode_error",
        Bytes.hex("20010203"));
    keyExchange(
        table,
        Scene.CLIENT_12,
        "an octet behind the point",
        "RFC 5246 7.2.2",
        "decode_error",
        Bytes.join(Bytes.vector(1, new byte[32]), new byte[1]));
  }

  /** A ServerKeyExchange with this point, as it is signed. */
  private static void server12(
      Table table, String name, String section, NamedGroup group, String point) {
    table.add(
        "ServerKeyExchange with " + name,
        section,
        Scene.SERVER_12.with(
            config -> {
              config.setDefaultServerNamedGroups(group);
              config.setDefaultSelectedNamedGroup(group);
            }),
        "illegal_parameter",
        peer -> {
          Honest.clientHello(peer);
          Honest.flight12(peer).subList(0, 2).forEach(peer::send);
          ECDHEServerKeyExchangeMessage exchange = new ECDHEServerKeyExchangeMessage();
          exchange.setPublicKey(Modifiable.explicit(Bytes.hex(point)));
          exchange.setAdjustContext(false); // of some of these it can make nothing
          peer.send(exchange);
          peer.send(new ServerHelloDoneMessage());
        });
  }

  private static void keyExchange(
      Table table, Scene scene, String name, String section, String alerts, byte[] body) {
    table.add(
        "ClientKeyExchange with " + name,
        section,
        scene,
        alerts,
        peer -> {
          Honest.client12Flight(peer);
          peer.handshake(Bytes.message(16, body));
        });
  }

  private static void otherKeyExchanges(Table table) {
    String section = "RFC 7919 5.1";
    keyExchange(
        table, DHE, "Yc of 0", section, "illegal_parameter", Bytes.vector(2, Bytes.hex("00")));
    keyExchange(
        table, DHE, "Yc of 1", section, "illegal_parameter", Bytes.vector(2, Bytes.hex("01")));
    keyExchange(
        table,
        DHE,
        "Yc beyond p",
        section,
        "illegal_parameter",
        Bytes.vector(2, Bytes.hex("ff".repeat(256))));
    keyExchange(
        table,
        DHE,
        "Yc of 300 octets",
        section,
        "illegal_parameter",
        Bytes.vector(2, Bytes.hex("7f".repeat(300))));
    keyExchange(
        table,
        DHE,
        "an empty Yc",
        "RFC 5246 7.4.7.2",
        "decode_error illegal_parameter",
        new byte[2]);
    keyExchange(
        table,
        DHE,
        "Yc longer than the message",
        "RFC 5246 7.2.2",
        "decode_error",
        Bytes.hex("010001"));
    keyExchange(table, RSA, "no secret", "RFC 5246 7.2.2", "decode_error", new byte[0]);
    keyExchange(
        table,
        RSA,
        "a secret longer than the message",
        "RFC 5246 7.2.2",
        "decode_error",
        Bytes.hex("010001"));
    for (String secret :
        List.of("00".repeat(256), "01".repeat(256), "ff".repeat(256), "02".repeat(255))) {
      table.add(
          "an encrypted secret of " + secret.length() / 2 + " octets " + secret.substring(0, 2),
          "RFC 5246 7.4.7.1",
          RSA,
          "bad_record_mac",
          peer -> {
            Honest.client12Flight(peer);
            peer.handshake(Bytes.message(16, Bytes.vector(2, Bytes.hex(secret))));
            peer.plain(20, new byte[] {1});
            peer.plain(22, new byte[40]);
          });
    }
  }

  private static byte[] altered(byte[] message, int at) {
    byte[] changed = message.clone();
    changed[at < 0 ? message.length + at : at] ^= 1;
    return changed;
  }

  private static void finished(Table table) {
    Object[] wrong = {
      "its first octet altered", "decrypt_error", (Peer.Mutation) m -> altered(m, 4),
      "its last octet altered", "decrypt_error", (Peer.Mutation) m -> altered(m, -1),
      "zeros", "decrypt_error", (Peer.Mutation) m -> Bytes.message(20, new byte[m.length - 4]),
      "no content", "decode_error", (Peer.Mutation) m -> Bytes.message(20),
      "an octet too few", "decode_error",
          (Peer.Mutation) m -> Bytes.message(20, Bytes.slice(m, 4, m.length - 1)),
      "an octet too many", "decode_error",
          (Peer.Mutation) m -> Bytes.message(20, Bytes.slice(m, 4, m.length), new byte[1]),
      "another message behind it", "unexpected_message",
          (Peer.Mutation) m -> Bytes.join(m, Message.KEY_UPDATE.bytes())
    };
    for (int i = 0; i < wrong.length; i += 3) {
      String name = "Finished with " + wrong[i];
      String alert = (String) wrong[i + 1];
      Peer.Mutation mutation = (Peer.Mutation) wrong[i + 2];
      table
          .add(
              name,
              "RFC 8446 4.4.4, 6.2",
              Scene.CLIENT_13,
              alert,
              peer -> {
                Honest.client13Flight(peer);
                peer.send(new FinishedMessage(), mutation);
              })
          .add(
              name,
              "RFC 8446 4.4.4, 6.2",
              Scene.SERVER_13,
              alert,
              peer -> {
                Honest.clientHello(peer);
                Honest.flight13(peer).subList(0, 4).forEach(peer::send);
                peer.send(new FinishedMessage(), mutation);
              })
          .add(
              name,
              "RFC 5246 7.4.9, 7.2.2",
              Scene.CLIENT_12,
              alert,
              peer -> {
                Honest.client12Flight(peer);
                peer.send(new ECDHClientKeyExchangeMessage(), new ChangeCipherSpecMessage());
                peer.send(new FinishedMessage(), mutation);
              })
          .add(
              name,
              "RFC 5246 7.4.9, 7.2.2",
              Scene.SERVER_12,
              alert,
              peer -> {
                Honest.clientHello(peer);
                Honest.flight12(peer).forEach(peer::send);
                peer.receiveTill(new FinishedMessage());
                peer.send(new ChangeCipherSpecMessage());
                peer.send(new FinishedMessage(), mutation);
              });
    }
  }

  private static void signatures(Table table) {
    Object[] wrong = {
      "a wrong signature", "decrypt_error", (Peer.Mutation) m -> altered(m, -1),
      "an empty signature", "decrypt_error decode_error",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.slice(m, 4, 6), new byte[2]),
      "a signature of zeros", "decrypt_error",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.slice(m, 4, 8), new byte[m.length - 8]),
      "a scheme that was not offered", "illegal_parameter",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.hex("4a4a"), Bytes.slice(m, 6, m.length)),
      "rsa_pkcs1_sha256", "illegal_parameter",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.hex("0401"), Bytes.slice(m, 6, m.length)),
      "rsa_pkcs1_sha1", "illegal_parameter",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.hex("0201"), Bytes.slice(m, 6, m.length)),
      "a scheme of another kind of key", "illegal_parameter",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.hex("0807"), Bytes.slice(m, 6, m.length)),
      "no content", "decode_error", (Peer.Mutation) m -> Bytes.message(15),
      "an octet too few", "decode_error",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.slice(m, 4, m.length - 1)),
      "an octet too many", "decode_error",
          (Peer.Mutation) m -> Bytes.message(15, Bytes.slice(m, 4, m.length), new byte[1])
    };
    for (int i = 0; i < wrong.length; i += 3) {
      Peer.Mutation mutation = (Peer.Mutation) wrong[i + 2];
      table.add(
          "CertificateVerify with " + wrong[i],
          "RFC 8446 4.4.3, 6.2",
          Scene.SERVER_13,
          (String) wrong[i + 1],
          peer -> {
            Honest.clientHello(peer);
            Honest.flight13(peer).subList(0, 3).forEach(peer::send);
            peer.send(Honest.certificateVerify(), mutation);
          });
    }
    Object[] exchange = {
      "a wrong signature", "decrypt_error", (Peer.Mutation) m -> altered(m, -1),
      "another point than was signed", "decrypt_error", (Peer.Mutation) m -> altered(m, 12),
      "a scheme that was not offered", "illegal_parameter",
          (Peer.Mutation) m -> rescheme(m, "0201"),
      "an unknown scheme", "illegal_parameter", (Peer.Mutation) m -> rescheme(m, "4a4a"),
      "no content", "decode_error", (Peer.Mutation) m -> Bytes.message(12),
      "an octet too few", "decode_error",
          (Peer.Mutation) m -> Bytes.message(12, Bytes.slice(m, 4, m.length - 1)),
      "an octet too many", "decode_error",
          (Peer.Mutation) m -> Bytes.message(12, Bytes.slice(m, 4, m.length), new byte[1]),
      "a group that was not offered", "illegal_parameter",
          (Peer.Mutation) m -> Bytes.message(12, Bytes.hex("03001e"), Bytes.slice(m, 7, m.length)),
      "an explicit prime", "illegal_parameter handshake_failure",
          (Peer.Mutation) m -> Bytes.message(12, Bytes.hex("01001d"), Bytes.slice(m, 7, m.length)),
      "curve type 255", "illegal_parameter handshake_failure",
          (Peer.Mutation) m -> Bytes.message(12, Bytes.hex("ff001d"), Bytes.slice(m, 7, m.length)),
      "too long a point", "decode_error",
          (Peer.Mutation)
              m ->
                  Bytes.message(
                      12, Bytes.slice(m, 4, 7), Bytes.hex("ff"), Bytes.slice(m, 8, m.length))
    };
    for (int i = 0; i < exchange.length; i += 3) {
      Peer.Mutation mutation = (Peer.Mutation) exchange[i + 2];
      table.add(
          "ServerKeyExchange with " + exchange[i],
          "RFC 5246 7.4.3, 7.2.2",
          Scene.SERVER_12,
          (String) exchange[i + 1],
          peer -> {
            Honest.clientHello(peer);
            Honest.flight12(peer).subList(0, 2).forEach(peer::send);
            peer.send(new ECDHEServerKeyExchangeMessage(), mutation);
            peer.send(new ServerHelloDoneMessage());
          });
    }
  }

  private static byte[] rescheme(byte[] exchange, String scheme) {
    int at = 8 + (exchange[7] & 0xff);
    return Bytes.message(
        12,
        Bytes.slice(exchange, 4, at),
        Bytes.hex(scheme),
        Bytes.slice(exchange, at + 2, exchange.length));
  }
}
