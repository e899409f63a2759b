package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsVersion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of sessions when connections fail that offer them or gave them. */
final class FailedResumptionTest extends ClientResumptionScene {
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aSessionWhoseConnectionFailedIsForgotten(TlsVersion version) {
    Pair first = meet(version);
    first
        .client()
        .engine()
        .abort(TlsAlert.Description.INTERNAL_ERROR, FailureType.ABORTED, "for the test");
    assertThat(resumption(meet(version))).isNull();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void anAlertOfTheServerForgetsTheSession(TlsVersion version) {
    Pair first = meet(version);
    first
        .server()
        .engine()
        .abort(TlsAlert.Description.INTERNAL_ERROR, FailureType.ABORTED, "for the test");
    first.exchange();
    assertThat(first.client().failure().type()).isEqualTo(FailureType.PEER_ALERT);
    assertThat(resumption(meet(version))).isNull();
  }

  /** A server that breaks off without a word gets no second chance to do so. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aHandshakeThatEndsEarlyForgetsWhatItOffered(TlsVersion version) {
    meet(version);
    Endpoint cut = client(profile(version), SERVER);
    cut.engine().begin();
    cut.engine().endInput();
    assertThat(cut.failure().type()).isEqualTo(FailureType.PEER_CLOSED);
    assertThat(resumption(meet(version))).isNull();
    now = now.plus(ClientSessions.DISTRUST).minusSeconds(1);
    assertThat(resumption(meet(version))).isNull();
    now = now.plusSeconds(1);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  /** That the owner has no use for the connection says nothing of the session. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aHandshakeThatWeCancelLeavesTheSession(TlsVersion version) {
    meet(version);
    Endpoint canceled = client(profile(version), SERVER);
    canceled.engine().begin();
    canceled.engine().closeOutput();
    assertThat(canceled.failure().type()).isEqualTo(FailureType.ABORTED);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  /** The session is spent, as after every fatal alert, but the server is not to blame. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aHandshakeThatWeAbortCostsOneSessionAlone(TlsVersion version) {
    meet(version);
    abortInMidHandshake(version, FailureType.ABORTED);
    meet(version);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aHandshakeThatTakesTooLongForgetsWhatItOffered(TlsVersion version) {
    meet(version);
    abortInMidHandshake(version, FailureType.TIMEOUT);
    meet(version);
    assertThat(resumption(meet(version))).isNull();
  }

  private Endpoint abortInMidHandshake(TlsVersion version, FailureType type) {
    Endpoint aborted = client(profile(version), SERVER);
    aborted.engine().begin();
    aborted.engine().abort(TlsAlert.Description.USER_CANCELED, type, "for the test");
    assertThat(aborted.failure().type()).isEqualTo(type);
    return aborted;
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aTruncatedConnectionLeavesItsSession(TlsVersion version) {
    meet(version).client().engine().endInput();
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  /** Nor does one that does so by RST, or to which the path is lost. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aHandshakeInWhichTheServerIsLostForgetsWhatItOffered(TlsVersion version) {
    meet(version);
    Pair cut = new Pair(client(profile(version), SERVER), Pair.server(server));
    cut.client().engine().begin();
    cut.server().engine().begin();
    cut.server().give(cut.client().take());
    cut.client().engine().lost();
    List<String> story = List.copyOf(cut.client().story());
    cut.exchange();
    assertThat(cut.client().engine().failure()).isNull();
    assertThat(cut.client().story()).as("nothing more happens").isEqualTo(story);
    assertThat(resumption(meet(version))).isNull();
    assertThat(resumption(meet(version))).isNull();
    now = now.plus(ClientSessions.DISTRUST);
    meet(version);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  /** The session is given up with our alert already. */
  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aServerThatIsLostAfterWeGaveUpIsNotToBlame(TlsVersion version) {
    meet(version);
    abortInMidHandshake(version, FailureType.ABORTED).engine().lost();
    meet(version);
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void aConnectionThatIsLostLeavesItsSession(TlsVersion version) {
    Endpoint client = meet(version).client();
    client.engine().lost();
    assertThat(client.engine().canSend()).isFalse();
    assertThat(client.engine().inputEnded()).isTrue();
    assertThat(client.facts().truncated()).isFalse();
    assertThat(resumption(meet(version))).isEqualTo(how(version));
  }
}
