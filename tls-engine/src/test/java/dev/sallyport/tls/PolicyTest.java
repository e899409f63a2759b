package dev.sallyport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ImpossiblePolicyException.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PolicyTest {
  private static final Set<KeyExchange> ECDHE = EnumSet.of(KeyExchange.ECDHE);
  private static final List<TlsVersion> BOTH = List.of(TlsVersion.values());

  @Test
  void theDefaultPolicyOfEachRole() throws IOException {
    assertThat(text(Policy.server(BOTH, ECDHE, List.of(), List.of())))
        .isEqualTo(golden("policy-server.txt"));
    assertThat(text(Policy.client(BOTH))).isEqualTo(golden("policy-client.txt"));
    assertThat(text(Policy.server(BOTH, EnumSet.complementOf(none()), List.of(), List.of())))
        .isEqualTo(golden("policy-server-every-key-exchange.txt"));
  }

  private static EnumSet<KeyExchange> none() {
    return EnumSet.of(KeyExchange.HYBRID, KeyExchange.PSK);
  }

  @Test
  void listsAreTakenInTheirOrder() {
    Policy policy =
        Policy.server(
            BOTH,
            ECDHE,
            List.of("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"),
            List.of("secp384r1", "x25519"));
    assertThat(policy.cipherSuites())
        .containsExactly(
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_AES_128_GCM_SHA256);
    assertThat(policy.groups()).containsExactly(NamedGroup.SECP384R1, NamedGroup.X25519);
    assertThat(policy.versions()).containsExactly(TlsVersion.TLS_1_3);
  }

  @Test
  void whatCannotBeIsNamed() {
    refused("unknown cipher suite AES128-SHA; possible are TLS_AES_128", ECDHE, "AES128-SHA", "");
    refused("unknown group P-256; possible are x25519, secp256r1", ECDHE, "", "P-256");
    refused(
        "TLS_RSA_WITH_AES_128_GCM_SHA256 needs the key exchange RSA",
        ECDHE,
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "");
    refused("not [PSK]", EnumSet.of(KeyExchange.PSK), "", "");
    refused("DHE needs a group of a finite field", EnumSet.of(KeyExchange.DHE), "", "x25519");
    assertThatThrownBy(
            () ->
                Policy.server(
                    List.of(TlsVersion.TLS_1_2),
                    ECDHE,
                    List.of("TLS_AES_128_GCM_SHA256"),
                    List.of()))
        .hasMessage("no cipher suite for the versions that are allowed");
    refused("ECDHE of TLS 1.2 needs an elliptic curve", ECDHE, "", "X25519MLKEM768");
    assertThat(
            Policy.server(List.of(TlsVersion.TLS_1_3), ECDHE, List.of(), List.of("X25519MLKEM768"))
                .groups())
        .containsExactly(NamedGroup.X25519MLKEM768);
    assertThatThrownBy(() -> Policy.server(List.of(), ECDHE, List.of(), List.of()))
        .hasMessage("no version is allowed");
    assertThatThrownBy(() -> Policy.client(BOTH).withAlpn(List.of("")))
        .hasMessageContaining("1 to 255 octets");
  }

  @Test
  void thePartThatWouldHaveToBeAnotherIsNamed() {
    assertThat(impossible(List.of(), ECDHE, "", "")).isEqualTo(Part.VERSIONS);
    assertThat(impossible(BOTH, EnumSet.of(KeyExchange.PSK), "", "")).isEqualTo(Part.KEY_EXCHANGES);
    assertThat(impossible(BOTH, ECDHE, "TLS_RSA_WITH_AES_128_GCM_SHA256", ""))
        .isEqualTo(Part.CIPHER_SUITES);
    assertThat(impossible(List.of(TlsVersion.TLS_1_2), ECDHE, "TLS_AES_128_GCM_SHA256", ""))
        .isEqualTo(Part.CIPHER_SUITES);
    assertThat(impossible(BOTH, EnumSet.of(KeyExchange.DHE), "", "x25519")).isEqualTo(Part.GROUPS);
    assertThat(impossible(BOTH, ECDHE, "", "X25519MLKEM768")).isEqualTo(Part.GROUPS);
  }

  private static Part impossible(
      List<TlsVersion> versions, Set<KeyExchange> exchanges, String suite, String group) {
    return catchThrowableOfType(
            ImpossiblePolicyException.class,
            () -> Policy.server(versions, exchanges, listed(suite), listed(group)))
        .part();
  }

  private static List<String> listed(String name) {
    return name.isEmpty() ? List.of() : List.of(name);
  }

  private static void refused(
      String message, Set<KeyExchange> exchanges, String suite, String group) {
    assertThatThrownBy(() -> Policy.server(BOTH, exchanges, listed(suite), listed(group)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everySuiteAndGroupHasItsRegisteredName() {
    for (CipherSuite suite : CipherSuite.values()) {
      assertThat(Registry.CIPHER_SUITES.name(suite.code())).isEqualTo(suite.name());
    }
    for (NamedGroup group : NamedGroup.values()) {
      assertThat(Registry.GROUPS.name(group.code())).isEqualTo(group.ianaName());
    }
  }

  @Test
  void alertsHaveTheirRfcNames() {
    TlsAlert alert = new TlsAlert(Direction.IN, TlsAlert.Level.FATAL, 48);
    assertThat(alert.name()).isEqualTo("unknown_ca");
    assertThat(alert.description()).isEqualTo(TlsAlert.Description.UNKNOWN_CA);
    assertThat(new TlsAlert(Direction.IN, TlsAlert.Level.FATAL, 200).name()).isEqualTo("alert_200");
  }

  private static String text(Policy policy) {
    String suites =
        policy.cipherSuites().stream().map(PolicyTest::line).collect(Collectors.joining("\n"));
    String groups =
        policy.groups().stream().map(NamedGroup::ianaName).collect(Collectors.joining(" "));
    String versions =
        policy.versions().stream().map(TlsVersion::wireName).collect(Collectors.joining(" "));
    return "versions: " + versions + "\ngroups: " + groups + "\n" + suites + "\n";
  }

  private static String line(CipherSuite suite) {
    String keys =
        EnumSet.allOf(KeyKind.class).stream()
            .filter(suite::fits)
            .map(Enum::name)
            .sorted()
            .collect(Collectors.joining(" "));
    return suite.version().wireName() + " " + suite + " (" + keys + ")";
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(PolicyTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
