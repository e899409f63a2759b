package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.protocol.message.ClientHelloMessage;
import java.util.List;

/** Extensions of ClientHellos whose content may not be so. */
final class ClientExtensionIT extends Suite {
  private static final Scene NEW = Scene.CLIENT_13;
  private static final Scene OLD = Scene.CLIENT_12;
  private static final String UNREADABLE = "RFC 8446 6.2";

  /**
   * Bodies of an extension.
   *
   * @param section what says how it has to be
   * @param bodies what is wrong, and the octets, one after the other
   */
  private record Bad(
      int type, String name, String section, Scene scene, String alerts, List<String> bodies) {}

  private static Bad bad(
      int type, String name, String section, Scene scene, String alerts, String... bodies) {
    return new Bad(type, name, section, scene, alerts, List.of(bodies));
  }

  private static final List<Bad> BAD =
      List.of(
          bad(
              Hello.SERVER_NAME,
              "server_name",
              "RFC 6066 3",
              NEW,
              "decode_error",
              "empty",
              "",
              "without a name",
              "0000",
              "with an empty name",
              "0003000000",
              "with too long a list",
              "000c000008 7765622e74657374",
              "with too short a list",
              "000a000008 7765622e74657374",
              "with too long a name",
              "000b000009 7765622e74657374",
              "with too short a name",
              "000b000007 7765622e74657374",
              "with an octet behind it",
              "000b000008 7765622e74657374 00",
              "of one octet",
              "00"),
          bad(
              Hello.SERVER_NAME,
              "server_name",
              "RFC 6066 3",
              NEW,
              "illegal_parameter decode_error",
              "with two host names",
              "0016000008 7765622e74657374 000008 7765622e74657374"),
          bad(
              Hello.MAX_FRAGMENT_LENGTH,
              "max_fragment_length",
              "RFC 6066 4",
              NEW,
              "illegal_parameter",
              "with 0",
              "00",
              "with 5",
              "05",
              "with 255",
              "ff"),
          bad(
              Hello.MAX_FRAGMENT_LENGTH,
              "max_fragment_length",
              "RFC 6066 4",
              OLD,
              "illegal_parameter",
              "with 0",
              "00",
              "with 5",
              "05"),
          bad(
              Hello.MAX_FRAGMENT_LENGTH,
              "max_fragment_length",
              UNREADABLE,
              NEW,
              "decode_error",
              "empty",
              "",
              "of two octets",
              "0101"),
          bad(
              Hello.GROUPS,
              "supported_groups",
              UNREADABLE,
              NEW,
              "decode_error",
              "empty",
              "",
              "of one octet",
              "00",
              "without a group",
              "0000",
              "with half a group",
              "0003001d00",
              "with too long a list",
              "0006001d0017",
              "with too short a list",
              "0002001d0017"),
          bad(
              Hello.GROUPS,
              "supported_groups",
              "RFC 8422 5.1.1",
              OLD,
              "decode_error",
              "empty",
              "",
              "without a group",
              "0000",
              "with half a group",
              "0003001d00",
              "with too long a list",
              "0006001d0017",
              "with too short a list",
              "0002001d0017"),
          bad(
              Hello.POINT_FORMATS,
              "ec_point_formats",
              "RFC 8422 5.1.2",
              OLD,
              "decode_error",
              "empty",
              "",
              "with too long a list",
              "0200",
              "with an octet behind it",
              "010000"),
          bad(
              Hello.SIGNATURES,
              "signature_algorithms",
              "RFC 8446 4.2.3",
              NEW,
              "decode_error",
              "empty",
              "",
              "without a scheme",
              "0000",
              "with half a scheme",
              "0003040308",
              "with too long a list",
              "000604030804",
              "with too short a list",
              "000204030804"),
          bad(
              Hello.SIGNATURES,
              "signature_algorithms",
              "RFC 5246 7.4.1.4.1",
              OLD,
              "decode_error",
              "empty",
              "",
              "without a scheme",
              "0000",
              "with half a scheme",
              "0003040308",
              "with too long a list",
              "000604030804",
              "with too short a list",
              "000204030804"),
          bad(
              Hello.ALPN,
              "ALPN",
              "RFC 7301 3.1",
              NEW,
              "decode_error",
              "empty",
              "",
              "without a protocol",
              "0000",
              "with an empty protocol",
              "000100",
              "with an empty protocol behind h2",
              "0004 026832 00",
              "with too long a list",
              "0004026832",
              "with too short a list",
              "0002026832",
              "with too long a protocol",
              "0003036832"),
          bad(
              Hello.ALPN,
              "ALPN",
              "RFC 7301 3.1",
              OLD,
              "decode_error",
              "empty",
              "",
              "without a protocol",
              "0000",
              "with an empty protocol",
              "000100",
              "with too long a list",
              "0004026832"),
          bad(
              Hello.POINT_FORMATS,
              "ec_point_formats",
              "RFC 8422 5.1.2",
              OLD,
              "decode_error illegal_parameter",
              "without a format",
              "00"),
          bad(
              Hello.MASTER_SECRET,
              "extended_master_secret",
              "RFC 7627 5.1",
              OLD,
              "decode_error illegal_parameter",
              "with an octet",
              "00",
              "with a length",
              "0000"),
          bad(
              Hello.RENEGOTIATION,
              "renegotiation_info",
              "RFC 5746 3.2",
              OLD,
              "decode_error handshake_failure",
              "empty",
              "",
              "with too long a length",
              "01",
              "with an octet behind it",
              "0000"),
          bad(
              Hello.PSK_MODES,
              "psk_key_exchange_modes",
              "RFC 8446 4.2.9",
              NEW,
              "decode_error",
              "empty",
              "",
              "without a mode",
              "00",
              "with too long a list",
              "0201",
              "with an octet behind it",
              "010100"),
          bad(
              Hello.VERSIONS,
              "supported_versions",
              "RFC 8446 4.2.1",
              NEW,
              "decode_error",
              "empty",
              "",
              "without a version",
              "00",
              "with half a version",
              "03030403",
              "with too long a list",
              "040304",
              "with too short a list",
              "0203040303",
              "of a ServerHello's form",
              "0304"),
          bad(
              Hello.KEY_SHARE,
              "key_share",
              "RFC 8446 4.2.8",
              NEW,
              "decode_error",
              "empty",
              "",
              "of one octet",
              "00",
              "with too long a list",
              "0005001d0000",
              "with half a group",
              "000100",
              "with a share without a length",
              "0002001d",
              "with an empty share",
              "0004001d0000",
              "with too long a share",
              "0005001d0002ff",
              "with an octet behind it",
              "000000",
              "of a HelloRetryRequest's form",
              "001d"));

  @Override
  List<Case> cases() {
    Table table = new Table();
    for (Bad bad : BAD) {
      for (int i = 0; i < bad.bodies().size(); i += 2) {
        String body = bad.bodies().get(i + 1);
        table.add(
            bad.name() + " " + bad.bodies().get(i),
            bad.section(),
            bad.scene(),
            bad.alerts(),
            hello(h -> h.set(bad.type(), body)));
      }
    }
    twice(table);
    preSharedKeys(table);
    return table.cases();
  }

  private static Case.Script hello(Hello.Change change) {
    return peer -> peer.send(new ClientHelloMessage(peer.config()), Hello.with(change));
  }

  private static void twice(Table table) {
    for (int type :
        new int[] {
          Hello.GROUPS, Hello.SIGNATURES, Hello.VERSIONS, Hello.KEY_SHARE, Hello.PSK_MODES
        }) {
      table.add(
          "extension " + type + " twice",
          "RFC 8446 4.2",
          NEW,
          "illegal_parameter decode_error",
          hello(h -> h.add(type, h.body(type))));
    }
    for (int type :
        new int[] {
          Hello.GROUPS,
          Hello.SIGNATURES,
          Hello.POINT_FORMATS,
          Hello.MASTER_SECRET,
          Hello.RENEGOTIATION
        }) {
      table.add(
          "extension " + type + " twice",
          "RFC 5246 7.4.1.4",
          OLD,
          "illegal_parameter decode_error",
          hello(h -> h.add(type, h.body(type))));
    }
  }

  private static void preSharedKeys(Table table) {
    String section = "RFC 8446 4.2.11";
    String identity = "000a 0004 01020304 00000000";
    String binder = "0021 20" + "00".repeat(32);
    String[] unreadable = {
      "empty",
      "",
      "without identities",
      "0000" + binder,
      "without binders",
      identity + "0000",
      "cut behind the identities",
      identity,
      "with an empty identity",
      "0006 0000 00000000" + binder,
      "with a binder of 31 octets",
      identity + "0020 1f" + "00".repeat(31),
      "with too long a list of identities",
      "0050 0004 01020304 00000000" + binder,
      "with too long a list of binders",
      identity + "0022 20" + "00".repeat(32),
      "with an octet behind it",
      identity + binder + "00",
      "with an identity cut in its age",
      "0008 0004 01020304 0000" + binder
    };
    for (int i = 0; i < unreadable.length; i += 2) {
      String body = unreadable[i + 1];
      table.add(
          "pre_shared_key " + unreadable[i],
          section,
          NEW,
          "decode_error",
          hello(h -> h.add(Hello.PRE_SHARED_KEY, body)));
    }
    table
        .add(
            "pre_shared_key with two identities and one binder",
            section,
            NEW,
            "illegal_parameter decode_error",
            hello(
                h ->
                    h.add(
                        Hello.PRE_SHARED_KEY,
                        "0014 0004 01020304 00000000 0004 01020305 00000000" + binder)))
        .add(
            "pre_shared_key with one identity and two binders",
            section,
            NEW,
            "illegal_parameter decode_error",
            hello(
                h ->
                    h.add(
                        Hello.PRE_SHARED_KEY,
                        identity + "0042" + ("20" + "00".repeat(32)).repeat(2))))
        .add(
            "pre_shared_key before another extension",
            section,
            NEW,
            "illegal_parameter",
            hello(h -> h.add(Hello.PRE_SHARED_KEY, identity + binder).add(0x7777, "")))
        .add(
            "pre_shared_key before an empty one",
            section,
            NEW,
            "illegal_parameter",
            hello(h -> h.add(Hello.PRE_SHARED_KEY, identity + binder).add(Hello.TICKET, "")))
        .add(
            "pre_shared_key twice",
            section,
            NEW,
            "illegal_parameter decode_error",
            hello(
                h ->
                    h.add(Hello.PRE_SHARED_KEY, identity + binder)
                        .add(Hello.PRE_SHARED_KEY, identity + binder)))
        .add(
            "pre_shared_key without psk_key_exchange_modes",
            "RFC 8446 4.2.9",
            NEW,
            "missing_extension illegal_parameter",
            hello(h -> h.without(Hello.PSK_MODES).add(Hello.PRE_SHARED_KEY, identity + binder)));
  }
}
