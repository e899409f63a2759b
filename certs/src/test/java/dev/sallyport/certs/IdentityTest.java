package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
  private final TestCertificates root = TestCertificates.authority("Root CA");

  @ParameterizedTest
  @EnumSource
  void refusesAnotherKey(KeyKind kind) {
    Identity identity = root.leaf("a.example").kind(kind).identity();
    for (KeyKind other : KeyKind.values()) {
      PrivateKey foreign = other.newKeys().getPrivate();
      assertThatThrownBy(() -> new Identity(foreign, identity.chain(), "web.pem"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the private key does not belong to the certificate");
    }
  }

  @Test
  void refusesAnEmptyChain() {
    PrivateKey key = KeyKind.EC.newKeys().getPrivate();

    assertThatThrownBy(() -> new Identity(key, List.of(), "web.pem"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isValidFromTheFirstToTheLastMoment() {
    Identity identity = root.leaf("a.example").validity(BEGIN, END).identity();

    assertThatCode(() -> identity.checkValidAt(BEGIN)).doesNotThrowAnyException();
    assertThatCode(() -> identity.checkValidAt(END)).doesNotThrowAnyException();
    assertThatThrownBy(() -> identity.checkValidAt(BEGIN.minusSeconds(1)))
        .isInstanceOfSatisfying(
            CredentialException.class, e -> assertThat(e.validFrom()).isEqualTo(BEGIN))
        .hasMessage("test: certificate is not valid before 2026-01-01T00:00:00Z");
    assertThatThrownBy(() -> identity.checkValidAt(END.plusSeconds(1)))
        .isInstanceOf(CredentialException.class)
        .hasMessage("test: certificate expired on 2026-02-01");
  }

  @Test
  void isAsGoodAsValidFiveMinutesEarlierWhereThereIsNothingElse() {
    Identity identity = root.leaf("a.example").validity(BEGIN, END).identity();
    Instant early = BEGIN.minusSeconds(300);

    assertThatCode(() -> identity.checkValidAtOrSoonAfter(early)).doesNotThrowAnyException();
    assertThatThrownBy(() -> identity.checkValidAtOrSoonAfter(early.minusSeconds(1)))
        .isInstanceOfSatisfying(
            CredentialException.class, e -> assertThat(e.validFrom()).isEqualTo(early))
        .hasMessage("test: certificate is not valid before 2026-01-01T00:00:00Z");
    assertThatThrownBy(() -> identity.checkValidAtOrSoonAfter(END.plusSeconds(1)))
        .isInstanceOf(CredentialException.class);
  }

  @Test
  void looksAtIntermediatesButNotAtRoots() {
    TestCertificates shortLived =
        root.leaf().commonName("Old CA").ca().validity(BEGIN, END).authority();
    Instant later = END.plus(Duration.ofDays(1));
    Identity below = shortLived.leaf("a.example").validity(BEGIN, later).identity();
    TestCertificates oldRoot =
        TestLeaf.selfIssued("Old root").ca().validity(BEGIN, END).authority();
    Identity leaf = oldRoot.leaf("a.example").validity(BEGIN, later).identity();
    Identity withRoot =
        new Identity(leaf.key(), List.of(leaf.leaf(), oldRoot.certificate()), "web.pem");

    assertThatThrownBy(() -> below.checkValidAt(later))
        .isInstanceOf(CredentialException.class)
        .hasMessage("test: certificate of CN=Old CA expired on 2026-02-01");
    assertThatCode(() -> withRoot.checkValidAt(later)).doesNotThrowAnyException();
  }

  @Test
  void keepsTheKeyToItself() {
    Identity identity = root.server("a.example");
    String key = Base64.getEncoder().encodeToString(identity.key().getEncoded());

    assertThat(identity).hasToString("Identity[CN=a.example, EC, test]");
    assertThat(identity.toString()).doesNotContain(key);
  }
}
