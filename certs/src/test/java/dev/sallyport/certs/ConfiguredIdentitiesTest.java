package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredIdentitiesTest {
  private final TestCertificates ca = TestCertificates.authority("CA");
  private final Identity first = ca.server("first.example");
  private final Identity exact = ca.server("a.example.com");
  private final Identity wildcard = ca.server("*.example.com", "example.com");
  private final ConfiguredIdentities identities =
      ConfiguredIdentities.of(List.of(first, wildcard, exact));

  @Test
  void prefersTheExactNameToTheWildcard() {
    assertThat(identities.named("a.example.com")).containsExactly(exact);
    assertThat(identities.named("b.example.com")).containsExactly(wildcard);
    assertThat(identities.named("example.com")).containsExactly(wildcard);
  }

  @Test
  void comparesWithoutCaseAndTrailingDot() {
    assertThat(identities.named("A.EXAMPLE.COM.")).containsExactly(exact);
  }

  @Test
  void knowsNoOtherNames() {
    assertThat(identities.named("b.a.example.com")).isEmpty();
    assertThat(identities.named("com")).isEmpty();
    assertThat(identities.named("*.example.com")).isEmpty();
    assertThat(identities.named("")).isEmpty();
    assertThat(identities.named("a\u0000.example.com")).isEmpty();
  }

  @Test
  void fallsBackToTheFirst() {
    assertThat(identities.fallback()).containsExactly(first);
  }

  @Test
  void answersTheBestKindOfKeyFirst() {
    Identity rsa = ca.leaf("a.example.com").kind(KeyKind.RSA).identity();
    Identity edwards = ca.leaf("A.example.com").kind(KeyKind.ED25519).identity();
    ConfiguredIdentities several = ConfiguredIdentities.of(List.of(rsa, edwards, first, exact));

    assertThat(several.named("a.example.com")).containsExactly(exact, edwards, rsa);
    assertThat(several.fallback()).containsExactly(exact, edwards, rsa);
  }

  @Test
  void usesACertificateWithoutNamesAsDefaultOnly() {
    Identity nameless = ca.leaf().commonName("a.example.com").identity();
    Identity other = ca.leaf().commonName("b.example.com").identity();
    ConfiguredIdentities several = ConfiguredIdentities.of(List.of(nameless, other, exact));

    assertThat(several.fallback()).containsExactly(nameless);
    assertThat(several.named("a.example.com")).containsExactly(exact);
    assertThat(several.named("b.example.com")).isEmpty();
  }

  @Test
  void findsAddresses() {
    Identity local = ca.server("127.0.0.1", "::1");

    assertThat(ConfiguredIdentities.of(List.of(first, local)).named("::1")).containsExactly(local);
  }

  @Test
  void needsAnIdentity() {
    assertThatThrownBy(() -> ConfiguredIdentities.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
