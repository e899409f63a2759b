package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsFailure;
import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RSA key exchange without an oracle (RFC 5246 section 7.4.7.1): whether what a client sends is the
 * encryption of a pre-master secret shows in nothing, neither to it nor in what is recorded.
 */
final class RsaPaddingTest {
  private static final RSAPublicKey KEY =
      (RSAPublicKey) Identities.of(KeyKind.RSA).leaf().getPublicKey();
  private static final int SIZE = KEY.getModulus().bitLength() / Byte.SIZE;
  private static final int SECRET = 48;
  private static final int TURNS = 20;

  /** What stands in place of an encrypted pre-master secret. */
  enum Sent {
    WELL_PADDED,
    FIRST_OCTET_NOT_ZERO,
    BLOCK_TYPE_1,
    BLOCK_TYPE_0,
    ZERO_AT_ONCE,
    ZERO_AMONG_THE_FIRST_EIGHT,
    ZERO_TOO_EARLY,
    ZERO_IN_THE_MIDDLE,
    NO_ZERO,
    ZERO_TOO_LATE,
    NO_SECRET,
    VERSION_1_0,
    VERSION_1_3,
    VERSION_OF_NOTHING;

    private byte[] changed(byte[] block) {
      return switch (this) {
        case WELL_PADDED -> block;
        case FIRST_OCTET_NOT_ZERO -> with(block, 0, 1);
        case BLOCK_TYPE_1 -> with(block, 1, 1);
        case BLOCK_TYPE_0 -> with(block, 1, 0);
        case ZERO_AT_ONCE -> with(block, 2, 0);
        case ZERO_AMONG_THE_FIRST_EIGHT -> with(block, 9, 0);
        case ZERO_TOO_EARLY -> with(block, SIZE - SECRET - 2, 0);
        case ZERO_IN_THE_MIDDLE -> with(block, SIZE / 2, 0);
        case NO_ZERO -> noZero();
        case ZERO_TOO_LATE -> with(with(block, SIZE - SECRET - 1, 7), SIZE - SECRET, 0);
        case NO_SECRET -> with(noZero(), SIZE - 1, 0);
        case VERSION_1_0 -> with(block, SIZE - SECRET + 1, 1);
        case VERSION_1_3 -> with(block, SIZE - SECRET + 1, 4);
        case VERSION_OF_NOTHING -> with(with(block, SIZE - SECRET, 0x7F), SIZE - SECRET + 1, 0x7F);
      };
    }

    byte[] encrypted(byte[] secret) {
      return encrypt(changed(padded(secret)));
    }

    private static byte[] with(byte[] block, int at, int octet) {
      byte[] changed = block.clone();
      changed[at] = (byte) octet;
      return changed;
    }

    private static byte[] noZero() {
      byte[] block = new byte[SIZE];
      Arrays.fill(block, (byte) 0xA5);
      block[0] = 0;
      block[1] = 2;
      return block;
    }
  }

  /** What a server did with it, after each record of the client's last flight. */
  private record Observation(
      List<String> answers, List<String> story, TlsFailure failure, String facts) {}

  @Test
  void theSecretThatIsMeantCompletesTheHandshake() throws IOException {
    Endpoint server = server();
    byte[] secret = secret(7);
    for (byte[] record : new RsaClient(secret, encrypt(padded(secret))).lastFlight(server)) {
      server.give(record);
    }
    assertThat(server.engine().established()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anythingElseFailsAsAnotherSecretDoes(Sent sent) throws IOException {
    Observation another = observe(Sent.WELL_PADDED.encrypted(secret(9)));
    assertThat(another.failure().type()).isEqualTo(FailureType.BAD_RECORD);
    assertThat(another.answers()).containsExactly("", "", "15030300020214");

    assertThat(observe(sent.encrypted(secret(9)))).isEqualTo(another);
    if (sent != Sent.WELL_PADDED) { // the right secret, but not to be had
      assertThat(observe(sent.encrypted(secret(7)))).isEqualTo(another);
    }
  }

  /** Numbers that are no encryption of anything, and others of a size of their own. */
  @Test
  void neitherDoesTheNumberItself() throws IOException {
    Observation another = observe(Sent.WELL_PADDED.encrypted(secret(9)));
    BigInteger modulus = KEY.getModulus();
    for (BigInteger number :
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            modulus.subtract(BigInteger.ONE),
            modulus,
            modulus.add(BigInteger.ONE),
            BigInteger.ONE.shiftLeft(SIZE * Byte.SIZE).subtract(BigInteger.ONE))) {
      assertThat(observe(octets(number))).as("%x", number).isEqualTo(another);
    }
  }

  /** A number may be written with fewer octets; more, or none, are refused before it is read. */
  @Test
  void theSizeSaysNothingOfWhatIsInIt() throws IOException {
    Observation another = observe(Sent.WELL_PADDED.encrypted(secret(9)));
    for (int size : new int[] {0, 1, SIZE / 2, SIZE - 1, SIZE + 1, 2 * SIZE}) {
      Observation cut = observe(Arrays.copyOf(Sent.WELL_PADDED.encrypted(secret(9)), size));
      byte[] garbage = new byte[size];
      Arrays.fill(garbage, (byte) 0x33);

      assertThat(observe(garbage)).as("%d octets", size).isEqualTo(cut);
      assertThat(cut.answers())
          .as("%d octets", size)
          .isEqualTo(
              size == 0 || size > SIZE ? List.of("1503030002022f", "", "") : another.answers());
    }
  }

  /** The least of several turns; the limit is far above what a busy machine does to that. */
  @Test
  void badPaddingIsDecryptedLikeAnyOther(TestReporter reporter) throws IOException {
    Map<Sent, Long> least = new EnumMap<>(Sent.class);
    for (int turn = 0; turn < TURNS; turn++) {
      for (Sent sent : Sent.values()) {
        least.merge(sent, nanos(sent), Math::min);
      }
    }
    long good = least.getOrDefault(Sent.WELL_PADDED, 0L);
    least.forEach(
        (sent, nanos) -> {
          reporter.publishEntry(sent.name(), nanos / 1000 + " µs");
          assertThat(nanos).as("%s", sent).isBetween(good / 3, good * 3);
        });
  }

  /** How long a server takes for the ClientKeyExchange. */
  private static long nanos(Sent sent) throws IOException {
    Endpoint server = server();
    byte[] exchange = new RsaClient(secret(7), sent.encrypted(secret(9))).lastFlight(server).get(0);
    long before = System.nanoTime();
    server.give(exchange);
    return System.nanoTime() - before;
  }

  private static Observation observe(byte[] encrypted) throws IOException {
    Endpoint server = server();
    List<String> answers = new ArrayList<>();
    for (byte[] record : new RsaClient(secret(7), encrypted).lastFlight(server)) {
      server.give(record);
      answers.add(HexFormat.of().formatHex(server.take()));
    }
    List<String> story = server.events().stream().map(RsaPaddingTest::withoutRandoms).toList();
    return new Observation(answers, story, server.failure(), withoutRandoms(server.facts()));
  }

  /** With every stamp: the clock goes on whenever it is read. */
  private static String withoutRandoms(Object told) {
    return told.toString().replaceAll("andom=[0-9a-f]{64}", "andom");
  }

  private static Endpoint server() {
    ServerProfile profile =
        Pair.serverProfile(EnumSet.of(KeyExchange.RSA), Identities.of(KeyKind.RSA));
    Endpoint server = Pair.server(profile);
    server.engine().begin();
    return server;
  }

  /** Of the client's version, then octets that are all alike. */
  private static byte[] secret(int octet) {
    byte[] secret = new byte[SECRET];
    Arrays.fill(secret, (byte) octet);
    secret[0] = 3;
    secret[1] = 3;
    return secret;
  }

  /** PKCS#1 version 1.5: 00 02, padding without a zero, 00, the secret (RFC 8017 section 7.2.1). */
  private static byte[] padded(byte[] secret) {
    byte[] block = new byte[SIZE];
    Arrays.fill(block, (byte) 0xA5);
    block[0] = 0;
    block[1] = 2;
    block[SIZE - SECRET - 1] = 0;
    System.arraycopy(secret, 0, block, SIZE - SECRET, SECRET);
    return block;
  }

  private static byte[] encrypt(byte[] block) {
    return octets(new BigInteger(1, block).modPow(KEY.getPublicExponent(), KEY.getModulus()));
  }

  private static byte[] octets(BigInteger number) {
    byte[] octets = number.toByteArray();
    byte[] block = new byte[SIZE];
    int length = Math.min(octets.length, SIZE);
    System.arraycopy(octets, octets.length - length, block, SIZE - length, length);
    return block;
  }
}
