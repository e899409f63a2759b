package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.ClientHelloBytes;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ClientHellos that offer TLS 1.3 and are not as it asks for. */
final class Tls13HelloTest {

  @Test
  void keySharesNeedGroups() {
    assertRefused(hello().keyShare(0x001D).record(), "missing_extension");
  }

  @Test
  void groupsNeedKeyShares() {
    assertRefused(hello().groups(0x001D).record(), "missing_extension");
  }

  @Test
  void withoutPreSharedKeyThereAreGroups() {
    assertRefused(hello().record(), "missing_extension");
  }

  @Test
  void anEmptyListOfKeySharesAsksForARetry() {
    Endpoint server = given(hello().groups(0x001D).extension(51, new byte[2]).record());
    assertThat(server.engine().failed()).isFalse();
    assertThat(server.story()).contains("> hello_retry_request");
  }

  @Test
  void nothingFollowsInClear() {
    Endpoint server = given(hello().groups(0x001D).keyShare(0x001D).record());
    assertThat(server.story()).contains("> finished");
    byte[] finished = new byte[36];
    finished[0] = 20;
    finished[3] = 32;
    server.give(ClientHelloBytes.record(finished));
    assertThat(server.failure().detail()).isEqualTo("a handshake message in clear");
    assertThat(server.story()).endsWith("> alert fatal unexpected_message", "  handshake_failed");
  }

  /** In place of the vector with null alone. */
  @ParameterizedTest
  @ValueSource(strings = {"0101", "020001", "020100", "020000"})
  void compressionIsNeitherOfferedNorRepeated(String methods) {
    String whole =
        HexFormat.of().formatHex(hello().groups(0x001D).keyShare(0x001D).message()).substring(8);
    int suites = 2 * (2 + 32 + 1 + 2 + 4);
    String body = whole.substring(0, suites) + methods + whole.substring(suites + 4);
    String message = "01%06x%s".formatted(body.length() / 2, body);
    assertRefused(ClientHelloBytes.record(HexFormat.of().parseHex(message)), "illegal_parameter");
  }

  private static ClientHelloBytes hello() {
    return ClientHelloBytes.hello().versions(0x0304).signatureSchemes(0x0403);
  }

  private static void assertRefused(byte[] record, String alert) {
    Endpoint server = given(record);
    assertThat(server.failure().type()).isEqualTo(FailureType.PROTOCOL_VIOLATION);
    assertThat(server.story()).endsWith("> alert fatal " + alert, "  handshake_failed");
  }

  private static Endpoint given(byte[] record) {
    Endpoint server =
        Pair.server(Pair.serverProfile(EnumSet.of(KeyExchange.ECDHE), Identities.of(KeyKind.EC)));
    server.engine().begin();
    server.give(record);
    return server;
  }
}
