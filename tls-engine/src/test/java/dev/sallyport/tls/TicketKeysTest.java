package dev.sallyport.tls;

import static dev.sallyport.tls.TicketKeys.ROTATION;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys seal, which open, and for how long. */
final class TicketKeysTest {
  private static final byte[] STATE = "a session".getBytes(US_ASCII);
  private static final String NAME = "0123456789abcdef".repeat(2);
  private static final String SECRET = "fedcba9876543210".repeat(4);

  private final SecureRandom random = new SecureRandom();
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  /** Tickets live for as long as a key seals, so that two keys are enough. */
  private final TicketKeys rotating = TicketKeys.rotating(() -> now, ROTATION);

  private byte[] seal(TicketKeys keys) {
    return keys.seal(STATE, random);
  }

  private static byte[] name(byte[] ticket) {
    return Arrays.copyOf(ticket, TicketKey.NAME);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void anotherKeySealsEveryHourAndTheOneBeforeOpensWhatItSealed() {
    byte[] first = seal(rotating);
    pass(ROTATION.minusNanos(1));
    byte[] last = seal(rotating);
    assertThat(name(last)).isEqualTo(name(first));

    pass(Duration.ofNanos(1));

    assertThat(name(seal(rotating))).isNotEqualTo(name(first));
    assertThat(rotating.open(first)).isEqualTo(STATE);
    pass(ROTATION.minusNanos(1));
    assertThat(rotating.open(last)).isEqualTo(STATE);
  }

  @Test
  void theKeyBeforeThatOpensNothing() {
    byte[] first = seal(rotating);
    pass(ROTATION);
    byte[] second = seal(rotating);

    pass(ROTATION);

    assertThat(rotating.open(first)).isNull();
    assertThat(rotating.open(second)).isEqualTo(STATE);
  }

  @Test
  void aKeyIsForgottenThoughNobodyCameForLong() {
    byte[] ticket = seal(rotating);
    pass(ROTATION.multipliedBy(100));
    assertThat(rotating.open(ticket)).isNull();
    assertThat(rotating.open(seal(rotating))).isEqualTo(STATE);
  }

  @Test
  void keysOpenForAsLongAsATicketCanBeValid() {
    TicketKeys keys = TicketKeys.rotating(() -> now, ROTATION.multipliedBy(3));
    byte[] ticket = seal(keys);
    for (int i = 0; i < 3; i++) {
      pass(ROTATION);
      assertThat(keys.open(ticket)).isEqualTo(STATE);
    }
    pass(ROTATION);
    assertThat(keys.open(ticket)).isNull();
  }

  @Test
  void ofSharedKeysTheFirstSealsAllOpenAndNoneGrowsOld() {
    TicketKey one = TicketKey.generate(random);
    TicketKey other = TicketKey.generate(random);
    TicketKeys keys = TicketKeys.shared(List.of(one, other));
    assertThat(name(seal(keys))).isEqualTo(one.name());
    byte[] ofOther = seal(TicketKeys.shared(List.of(other)));
    assertThat(keys.open(ofOther)).isEqualTo(STATE);

    keys.replace(List.of(one));

    assertThat(keys.open(ofOther)).isNull();
    assertThat(keys.open(seal(keys))).isEqualTo(STATE);
  }

  @Test
  void everyOctetOfATicketIsProtected() {
    byte[] ticket = seal(rotating);
    for (int i = 0; i < ticket.length; i++) {
      byte[] altered = ticket.clone();
      altered[i] ^= 1;
      assertThat(rotating.open(altered)).as("octet %d", i).isNull();
      assertThat(rotating.open(Arrays.copyOf(ticket, i))).as("%d octets", i).isNull();
    }
  }

  @Test
  void ofAKeyTheNameAloneIsShown() {
    TicketKeys keys = TicketKeys.shared(List.of(TicketKey.parse(NAME + SECRET)));
    assertThat(keys).asString().contains(NAME).doesNotContain(SECRET.substring(0, 16));
  }

  static List<String> noKeys() {
    return List.of("", "0", SECRET, NAME + SECRET + "00", NAME + SECRET.replace('0', 'x'));
  }

  @ParameterizedTest
  @MethodSource("noKeys")
  void whatIsNoKeyIsNotRepeated(String wrong) {
    assertThatThrownBy(() -> TicketKey.parse(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a ticket key is 96 hexadecimal digits")
        .hasNoCause();
  }

  @Test
  void aKeyIsReadInEitherCase() {
    TicketKey key = TicketKey.parse(NAME + SECRET.toUpperCase(Locale.ROOT));
    assertThat(key.name()).isEqualTo(HexFormat.of().parseHex(NAME));
    assertThat(key.key().getEncoded()).isEqualTo(HexFormat.of().parseHex(SECRET));
  }
}
