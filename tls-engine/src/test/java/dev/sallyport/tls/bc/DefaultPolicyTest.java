package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is on the wire by default, held against text files: a difference is a change of what peers
 * see, and of the fingerprint by which they know us.
 */
final class DefaultPolicyTest {

  @ParameterizedTest
  @CsvSource({"TLS_1_2 TLS_1_3, both", "TLS_1_2, 1.2", "TLS_1_3, 1.3"})
  void theClientHello(String versions, String name) throws IOException {
    Endpoint client =
        Pair.client(
            new ClientProfile(
                "example.com",
                null,
                Arrays.stream(versions.split(" ", -1)).map(TlsVersion::valueOf).toList(),
                List.of("h2", "http/1.1"),
                TlsLimits.defaults()));
    client.engine().begin();
    byte[] record = client.take();
    assertThat(HelloText.clientHello(Arrays.copyOfRange(record, Records.HEADER, record.length)))
        .isEqualTo(golden("client-hello-" + name + ".txt"));
  }

  /** It says that it takes tickets. */
  @Test
  void theClientHelloOfAClientThatResumes() throws IOException {
    ClientProfile profile = ClientProfile.of("example.com", null);
    Endpoint client =
        new Endpoint(
            sink ->
                Tiers.engines()
                    .client(profile, sink, Pair.clock(), null, new InetSocketAddress(443)));
    client.engine().begin();
    byte[] record = client.take();
    assertThat(HelloText.clientHello(Arrays.copyOfRange(record, Records.HEADER, record.length)))
        .isEqualTo(golden("client-hello-resuming.txt"));
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void theServersMessages(TlsVersion version) throws IOException {
    ServerProfile given = ServerProfile.of(Pair.identities(Identities.of(KeyKind.EC)));
    Endpoint server =
        Pair.server(
            ServerProfile.of(
                given.identities(), given.policy().withAlpn(List.of("h2", "http/1.1"))));
    server.engine().begin();
    ProtocolVersion only =
        version == TlsVersion.TLS_1_3 ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
    RogueClient client = RogueClient.offeringAll(only).handshake(server);
    assertThat(server.engine().established()).isTrue();
    String text =
        client.received().stream().map(HelloText::ofServer).collect(Collectors.joining("\n"));
    assertThat(text).isEqualTo(golden("server-" + version.wireName().replace("TLSv", "") + ".txt"));
  }

  @Test
  void theSignatureSchemesOfAServer() throws IOException {
    String text =
        Arrays.stream(KeyKind.values())
            .map(kind -> kind + signatures(kind, TlsVersion.TLS_1_3, TlsVersion.TLS_1_2))
            .collect(Collectors.joining("\n"));
    assertThat(text + "\n").isEqualTo(golden("server-signatures.txt"));
  }

  /** Those that are left one after the other, when the ones before are not accepted. */
  private static String signatures(KeyKind kind, TlsVersion... versions) {
    StringBuilder text = new StringBuilder();
    for (TlsVersion version : versions) {
      text.append("\n  ").append(version.wireName()).append(':');
      List<Object> accepted =
          Arrays.stream(SignatureScheme.values())
              .<Object>map(SignatureScheme::algorithm)
              .collect(Collectors.toList());
      SignatureScheme chosen = SignatureScheme.choose(Identities.of(kind), version, accepted);
      while (chosen != null) {
        text.append(' ').append(chosen.name().toLowerCase(Locale.ROOT));
        accepted.remove(chosen.algorithm());
        chosen = SignatureScheme.choose(Identities.of(kind), version, accepted);
      }
    }
    return text.toString();
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DefaultPolicyTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
