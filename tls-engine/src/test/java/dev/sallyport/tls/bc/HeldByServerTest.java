package dev.sallyport.tls.bc;

import static dev.sallyport.tls.ClientHelloBytes.concat;
import static dev.sallyport.tls.ClientHelloBytes.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.SessionCache;
import dev.sallyport.tls.TicketKeys;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's handshake that does not go on holds little, whatever the client has sent. */
@Tag("any-tier")
final class HeldByServerTest {
  private static final BouncyCastleTls TLS = Tiers.engines();
  private static final int RECORD = 1 << 14;

  /** Octets of one extension, or of all of one kind, that make a ClientHello as long as can be. */
  private static final int MUCH = 32_000;

  private static final TestCertificates CLIENTS = TestCertificates.authority("CA of the clients");

  /** Whose certificate is almost as long as a message may be. */
  private static final Identity GIANT =
      CLIENTS
          .leaf()
          .commonName("giant")
          .usages(TestLeaf.CLIENT_AUTH)
          .extension("1.3.6.1.4.1.99999.1", false, new byte[30_000])
          .identity();

  private static final ServerProfile PROFILE =
      ServerProfile.of(
          Pair.identities(Identities.of(KeyKind.EC)),
          Policy.server(
                  List.of(TlsVersion.values()), EnumSet.of(KeyExchange.ECDHE), List.of(), List.of())
              .withAlpn(List.of("h2", "http/1.1")));

  private static final ServerProfile RESUMING =
      PROFILE.withSessions(
          new ServerSessions(
              TicketKeys.rotating(Instant::now, ServerSessions.DEFAULT_LIFETIME),
              new SessionCache(10),
              ServerSessions.DEFAULT_LIFETIME,
              Instant::now));

  private static final ServerProfile ASKING =
      PROFILE.withClientAuthentication(
          new ClientAuthentication(true, new PeerVerifier(CLIENTS.anchors(), Clock.systemUTC())));

  // ---- hellos

  private static ClientHelloBytes tls13() {
    return hello().versions(0x0304).groups(0x1D).signatureSchemes(0x0403).keyShare(0x1D);
  }

  private static ClientHelloBytes tls12() {
    return hello().groups(0x1D, 0x17).signatureSchemes(0x0403).extension(23, new byte[0]);
  }

  /** One whose share is of no use. */
  private static ClientHelloBytes retried() {
    return hello()
        .versions(0x0304)
        .groups(0x1D)
        .signatureSchemes(0x0403)
        .keyShare(0x11EB, new byte[9]);
  }

  private static ClientHelloBytes lengthy(ClientHelloBytes hello) {
    return hello.extension(0x5555, new byte[MUCH]);
  }

  private static ClientHelloBytes manyExtensions(ClientHelloBytes hello, int count) {
    for (int i = 0; i < count; i++) {
      hello.extension(0x5000 + i, new byte[0]);
    }
    return hello;
  }

  private static int[] many(int first, int count) {
    return IntStream.concat(IntStream.of(first), IntStream.range(0x2000, 0x2000 + count)).toArray();
  }

  private static byte[] vector16(byte[] content) {
    return concat(new byte[] {(byte) (content.length >> 8), (byte) content.length}, content);
  }

  private static byte[] repeated(int octets, byte... unit) {
    byte[] all = new byte[octets / unit.length * unit.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = unit[i % unit.length];
    }
    return all;
  }

  private static Stream<Named<byte[]>> hellos() {
    byte[] names = concat(repeated(MUCH - 200, new byte[] {1, 'x'}), new byte[] {2, 'h', '2'});
    byte[] shares =
        concat(
            new byte[] {0, 0x1D, 0, 32, 9},
            new byte[31],
            repeated(MUCH - 2000, new byte[] {0x20, 0, 0, 1, 1}));
    byte[] keys =
        concat(
            vector16(repeated(760 * 7, new byte[] {0, 1, 7, 0, 0, 0, 0})),
            vector16(repeated(760 * 33, concat(new byte[] {32}, new byte[32]))));
    return Stream.of(
        sent("one that is short", tls13()),
        sent("one of TLS 1.2", tls12()),
        sent("one to be retried", retried()),
        sent("a long extension", lengthy(tls13())),
        sent("a long extension in TLS 1.2", lengthy(tls12())),
        sent("a long extension, retried", lengthy(retried())),
        sent("thousands of extensions", manyExtensions(tls13(), 7900)),
        sent("thousands of extensions in TLS 1.2", manyExtensions(tls12(), 7900)),
        sent("thousands of extensions, retried", manyExtensions(retried(), 7900)),
        sent("hundreds of extensions", manyExtensions(tls13(), 500)),
        sent("hundreds of extensions, retried", manyExtensions(retried(), 500)),
        sent("thousands of suites", tls13().suites(many(0x1301, 15_900))),
        sent("hundreds of suites", tls13().suites(many(0x1301, 512))),
        sent("hundreds of suites, retried", retried().suites(many(0x1301, 512))),
        sent("thousands of suites in TLS 1.2", tls12().suites(many(0xC02B, 9_000))),
        sent(
            "thousands of groups",
            hello()
                .versions(0x0304)
                .signatureSchemes(0x0403)
                .keyShare(0x1D)
                .groups(many(0x1D, 15_900))),
        sent(
            "thousands of signature schemes",
            hello()
                .versions(0x0304)
                .groups(0x1D)
                .keyShare(0x1D)
                .signatureSchemes(many(0x0403, 15_900))),
        sent(
            "thousands of signature schemes of certificates",
            tls13().extension(50, vector16(repeated(MUCH, new byte[] {4, 3, 2, 1})))),
        sent(
            "as many versions as can be",
            hello()
                .versions(many(0x0304, 126))
                .groups(0x1D)
                .keyShare(0x1D)
                .signatureSchemes(0x0403)),
        sent("thousands of protocols", tls13().extension(16, vector16(names))),
        sent("thousands of protocols in TLS 1.2", tls12().extension(16, vector16(names))),
        sent(
            "a long protocol that is not text",
            tls13().extension(16, vector16(concat(new byte[] {2, 'h', '2', -1}, new byte[255])))),
        sent("thousands of key shares", tls13AndShares(shares)),
        sent("hundreds of keys", tls13().extension(45, new byte[] {1, 1}).extension(41, keys)),
        sent("as many types of name as can be", tls13().extension(0, vector16(names(255)))),
        sent(
            "thousands of authorities",
            tls13().extension(47, vector16(repeated(MUCH, new byte[] {0, 2, 0x30, 0})))),
        sent("thousands of trusted keys", tls13().extension(3, vector16(new byte[MUCH]))),
        sent(
            "thousands of OCSP responders",
            tls13()
                .extension(
                    5,
                    concat(
                        new byte[] {1},
                        vector16(repeated(30_000, new byte[] {0, 4, -94, 2, 4, 0})),
                        new byte[2]))),
        sent("a long ticket in TLS 1.2", tls12().extension(35, new byte[MUCH])));
  }

  private static ClientHelloBytes tls13AndShares(byte[] shares) {
    return hello()
        .versions(0x0304)
        .groups(0x1D)
        .signatureSchemes(0x0403)
        .extension(51, vector16(shares));
  }

  private static byte[] names(int types) {
    byte[] names = {};
    for (int type = 0; type < types; type++) {
      names = concat(names, new byte[] {(byte) type, 0, 1, 'x'});
    }
    return names;
  }

  private static Named<byte[]> sent(String what, ClientHelloBytes hello) {
    return Named.of(what, hello.records(RECORD));
  }

  @ParameterizedTest
  @MethodSource("hellos")
  void afterAClientHello(byte[] hello) {
    HeldMemory.assertBounded(() -> server(RESUMING).give(hello));
  }

  /** Its owner may keep the engine for what it knows: of what came, it holds no more. */
  @ParameterizedTest
  @ValueSource(ints = {0x1301, 0x1399})
  void afterAFailure(int suite) {
    byte[] hello = lengthy(tls13()).suites(many(suite, 500)).records(RECORD);
    byte[] refused = concat(hello, new byte[] {21, 3, 3, 0, 2, 2, 40});
    Supplier<Stalled> maker = () -> server(RESUMING).give(refused);
    assertThat(maker.get().engine().failed()).isTrue();
    assertThat(HeldMemory.held(maker)).isLessThanOrEqualTo(4 * 1024);
  }

  // ---- parts of one

  private static Stream<Named<byte[]>> beginnings() {
    byte[] record = concat(new byte[] {22, 3, 1, 64, 0, 1, 0, 127, 0}, new byte[RECORD - 4]);
    return Stream.of(
        Named.of("nothing", new byte[0]),
        Named.of("an octet", part(record, 1)),
        Named.of("half a header", part(record, 3)),
        Named.of("a header", part(record, 5)),
        Named.of("the beginning of a record", part(record, 6)),
        Named.of("a little more than half of a record", part(record, RECORD / 2 + 1)),
        Named.of("all but an octet of a record", part(record, -1)),
        Named.of("a record of a message that is not whole", record),
        Named.of("records of an octet", part(lengthy(tls13()).records(1), 65_536)),
        Named.of("records of some octets", part(lengthy(tls13()).records(16), -1)),
        Named.of("two records and all but an octet", part(lengthy(tls13()).records(RECORD), -1)));
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void inAClientHello(byte[] beginning) {
    HeldMemory.assertBounded(() -> server(RESUMING).give(beginning));
  }

  @Test
  void inAClientHelloThatComesInPieces() {
    byte[] beginning = part(lengthy(tls13()).records(RECORD), RECORD / 2 + 1);
    HeldMemory.assertBounded(() -> server(RESUMING).give(beginning, 997));
  }

  private static byte[] part(byte[] octets, int length) {
    return Arrays.copyOf(octets, length < 0 ? octets.length + length : length);
  }

  // ---- after the server's flight

  @Test
  void afterASecondClientHello() {
    Supplier<Stalled> maker =
        () -> {
          Stalled server = server(RESUMING).give(lengthy(retried()).records(RECORD));
          byte[] hello =
              tls13()
                  .extension(44, cookie(server.take()))
                  .extension(0x5555, new byte[MUCH])
                  .records(RECORD);
          return server.give(hello);
        };
    HeldMemory.assertBounded(maker);
  }

  /** The extension of a HelloRetryRequest. */
  private static byte[] cookie(byte[] retry) {
    int behindExtensions = 5 + 4 + 2 + 32 + 1 + 2 + 1 + 2;
    for (int at = behindExtensions; at < retry.length; at += 4 + retry[at + 3]) {
      if (retry[at] == 0 && retry[at + 1] == 44) {
        return Arrays.copyOfRange(retry, at + 4, at + 4 + retry[at + 3]);
      }
    }
    throw new AssertionError("no cookie");
  }

  @Test
  void afterEarlyData() {
    byte[] hello = tls13().extension(42, new byte[0]).record();
    byte[] data = concat(new byte[] {23, 3, 3, 64, 0}, new byte[RECORD]);
    HeldMemory.assertBounded(
        () ->
            server(RESUMING).give(hello).give(data).give(data).give(data).give(part(data, -1000)));
  }

  @Test
  void inAClientKeyExchange() {
    byte[] hello = tls12().record();
    byte[] message = concat(new byte[] {22, 3, 3, 64, 0, 16, 0, 127, 0}, new byte[RECORD - 4]);
    HeldMemory.assertBounded(
        () -> server(RESUMING).give(hello).give(message).give(part(message, -1)));
  }

  @Test
  void afterAClientKeyExchange() {
    byte[] hello = lengthy(tls12()).records(RECORD);
    byte[] message = concat(new byte[] {22, 3, 3, 0, 37, 16, 0, 0, 33, 32, 9}, new byte[31]);
    byte[] change = {20, 3, 3, 0, 1, 1};
    HeldMemory.assertBounded(() -> server(RESUMING).give(hello).give(message));
    HeldMemory.assertBounded(() -> server(RESUMING).give(hello).give(message).give(change));
  }

  // ---- certificates of clients

  @Test
  void inACertificateAsLongAsCanBeInTls12() throws CertificateEncodingException {
    byte[] hello = lengthy(tls12()).records(RECORD);
    byte[] certificate = giantCertificate();
    HeldMemory.assertBounded(() -> server(ASKING).give(hello).give(part(certificate, -1)));
    HeldMemory.assertBounded(() -> server(ASKING).give(hello).give(certificate));
  }

  private static byte[] giantCertificate() throws CertificateEncodingException {
    byte[] der = GIANT.leaf().getEncoded();
    byte[] list = concat(vector24(der));
    byte[] message = concat(new byte[] {11}, vector24(vector24(list)));
    byte[] second = Arrays.copyOfRange(message, RECORD, message.length);
    return concat(record12(part(message, RECORD)), record12(second));
  }

  private static byte[] record12(byte[] fragment) {
    return concat(new byte[] {22, 3, 3}, vector16(fragment));
  }

  private static byte[] vector24(byte[] content) {
    return concat(new byte[] {(byte) (content.length >> 16)}, vector16(content));
  }

  /** However many records of its last flight the client sends. */
  @ParameterizedTest
  @MethodSource("versions")
  void inTheFlightOfAClientWithACertificateAsLongAsCanBe(TlsVersion version) {
    int records = flight(version).size();
    assertThat(records).isGreaterThan(4);
    for (int sent = 1; sent < records; sent++) {
      int count = sent;
      HeldMemory.assertBounded(() -> inFlight(version, count));
    }
  }

  static Stream<TlsVersion> versions() {
    return Stream.of(TlsVersion.values());
  }

  private static List<byte[]> flight(TlsVersion version) {
    Stalled client = client(version);
    Stalled server = server(ASKING).give(client.take());
    return Stalled.records(client.give(server.take()).take());
  }

  private static Stalled inFlight(TlsVersion version, int records) {
    Stalled client = client(version);
    Stalled server = server(ASKING).give(client.take());
    List<byte[]> flight = Stalled.records(client.give(server.take()).take());
    flight.subList(0, records).forEach(server::give);
    return server.give(part(flight.get(records), -1));
  }

  private static Stalled client(TlsVersion version) {
    ClientProfile profile = Pair.clientProfile(version).withIdentity(GIANT);
    return new Stalled(sink -> TLS.client(profile, sink, System::nanoTime));
  }

  private static Stalled server(ServerProfile profile) {
    Function<TlsSink, TlsEngine> maker = sink -> TLS.server(profile, sink, System::nanoTime);
    return new Stalled(maker);
  }
}
