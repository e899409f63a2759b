package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalIdentitiesTest {
  private Instant now = Instant.now();
  private final LocalCa ca;
  private final IdentitySource identities;

  LocalIdentitiesTest(@TempDir Path directory) throws CredentialException {
    ca = LocalCa.open(directory, () -> now);
    identities = ca.identities(Set.of(KeyKind.EC));
  }

  @Test
  void issuesForTheAskedNameAndRemembersIt() {
    List<Identity> asked = identities.named("A.example");

    assertThat(asked).hasSize(1);
    assertThat(CertificateSummary.of(asked.get(0).leaf()).sans()).containsExactly("a.example");
    assertThat(identities.named("a.example.")).isSameAs(asked);
  }

  @Test
  void issuesOneOfEachKindTheBestFirst() {
    IdentitySource all = ca.identities(EnumSet.allOf(KeyKind.class));

    List<Identity> asked = all.named("a.example");

    assertThat(asked)
        .extracting(Identity::keyKind)
        .containsExactly(KeyKind.EC, KeyKind.ED25519, KeyKind.RSA_PSS, KeyKind.RSA);
    assertThat(asked.get(2).leaf().getKeyUsage()[2]).as("key encipherment").isFalse();
    assertThat(asked.get(3).leaf().getKeyUsage()[2]).as("key encipherment").isTrue();
    assertThat(all.named("b.example").get(0).key()).isSameAs(asked.get(0).key());
  }

  @Test
  void answersLocalhostWithoutAName() {
    assertThat(CertificateSummary.of(identities.fallback().get(0).leaf()).sans())
        .containsExactly("localhost", "127.0.0.1", "::1");
    assertThat(identities.named("localhost")).isSameAs(identities.fallback());
  }

  @Test
  void answersAddresses() {
    assertThat(CertificateSummary.of(identities.named("192.0.2.1").get(0).leaf()).sans())
        .containsExactly("192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.example", "a..b", "a\u0000b", "ä.example", "-a", "a/../b"})
  void answersNothingToWhatIsNoName(String name) {
    assertThat(identities.named(name)).isEmpty();
  }

  @Test
  void renewsWhenLessThanAThirdOfALifeIsLeft() {
    Instant begin = now;
    List<Identity> first = identities.named("a.example");

    now = begin.plus(Duration.ofDays(59));
    assertThat(identities.named("a.example")).isSameAs(first);
    now = begin.plus(Duration.ofDays(61));
    List<Identity> second = identities.named("a.example");

    assertThat(second).isNotSameAs(first);
    assertThat(second.get(0).leaf().getNotAfter()).isAfter(first.get(0).leaf().getNotAfter());
    assertThat(second.get(0).key()).isSameAs(first.get(0).key());
  }

  @Test
  void renewsWhenTheClockWasSetBack() throws Exception {
    List<Identity> first = identities.named("a.example");
    now = now.minus(Duration.ofMinutes(61));

    List<Identity> second = identities.named("a.example");

    assertThat(second).isNotSameAs(first);
    second.get(0).checkValidAt(now);
  }

  @Test
  void outlivesItsRootNever() {
    Instant end = ca.root().getNotAfter().toInstant();
    now = end.minus(Duration.ofDays(10));

    assertThat(identities.named("a.example").get(0).leaf().getNotAfter().toInstant())
        .isEqualTo(end);
  }

  @Test
  void forgetsTheNameAskedForLongestAgo() {
    List<Identity> kept = identities.named("kept.example");
    List<Identity> forgotten = identities.named("forgotten.example");
    for (int i = 0; i < LocalIdentities.MAX_NAMES - 1; i++) {
      assertThat(identities.named("n" + i + ".example")).hasSize(1);
      assertThat(identities.named("kept.example")).isSameAs(kept);
    }

    assertThat(identities.named("n998.example")).isSameAs(identities.named("n998.example"));
    assertThat(identities.named("forgotten.example")).isNotSameAs(forgotten);
  }

  @Test
  void needsAKindOfKey() {
    assertThatThrownBy(() -> ca.identities(Set.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
