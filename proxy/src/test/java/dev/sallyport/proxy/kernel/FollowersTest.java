package dev.sallyport.proxy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.kernel.Followers.Follower;
import dev.sallyport.proxy.kernel.KernelEvent.Kind;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class FollowersTest {

  private final Followers followers = new Followers();
  private final SocketPair socket = socket(1);

  @Test
  void whatHappenedBeforeTheAcceptIsKept() {
    assertThat(followers.of(accepted(10))).isNull();
    assertThat(followers.of(ended(11))).isNull();
    assertThat(followers.add(socket, follower(12), 0))
        .containsExactly(accepted(10).event(), ended(11).event());
  }

  @Test
  void whatHappensAfterItIsTold() {
    Follower follower = follower(12);
    assertThat(followers.add(socket, follower, 0)).isEmpty();
    assertThat(followers.of(line(13, KernelState.ESTABLISHED, KernelState.CLOSE_WAIT)))
        .isSameAs(follower);
  }

  @Test
  void linesMayComeLaterThanTheAcceptTheyPrecede() {
    Follower follower = follower(12);
    followers.add(socket, follower, 0);
    assertThat(followers.of(accepted(10))).isSameAs(follower);
  }

  @Test
  void aConnectionDoesNotInheritWhatAnotherOfItsAddressesDid() {
    followers.of(accepted(10));
    followers.of(line(11, KernelState.ESTABLISHED, KernelState.CLOSE));
    followers.of(accepted(20));
    assertThat(followers.add(socket, follower(21), 0)).containsExactly(accepted(20).event());
  }

  @Test
  void addressesUsedAgainBelongToTheNextConnection() {
    Follower first = follower(12);
    followers.add(socket, first, 0);
    assertThat(followers.of(accepted(20))).isNull();
    assertThat(followers.add(socket, follower(21), 0)).containsExactly(accepted(20).event());
    followers.remove(socket, first);
    assertThat(followers.of(ended(22))).isNotNull();
  }

  @Test
  void whatBeganBeforeTheDialIsOfAnotherProcess() {
    followers.of(accepted(10));
    followers.of(line(11, KernelState.ESTABLISHED, KernelState.CLOSE));
    assertThat(followers.add(socket, follower(21), 20)).isEmpty();
  }

  @Test
  void nobodyIsToldOfAConnectionThatIsLeft() {
    Follower follower = follower(12);
    followers.add(socket, follower, 0);
    followers.remove(socket, follower);
    assertThat(followers.of(ended(13))).isNull();
    assertThat(followers.add(socket, follower(14), 0)).isEmpty();
  }

  @Test
  void connectionsThatNobodyAcceptsAreForgottenFromTheOldestOn() {
    for (int port = 1; port <= Followers.MAX_EARLY + 1; port++) {
      followers.of(new TraceLine(socket(port), accepted(port).event()));
    }
    assertThat(followers.add(socket(1), follower(0), 0)).isEmpty();
    assertThat(followers.add(socket(2), follower(0), 0)).hasSize(1);
  }

  @Test
  void aConnectionThatNobodyAcceptsKeepsFewEvents() {
    followers.of(accepted(1));
    for (int at = 2; at < 100; at++) {
      followers.of(new TraceLine(socket, new KernelEvent(at, Kind.RETRANSMIT, null, null, null)));
    }
    assertThat(followers.add(socket, follower(100), 0)).hasSize(16);
  }

  private static Follower follower(long since) {
    return new Follower(since, Runnable::run, event -> {});
  }

  private TraceLine accepted(long at) {
    return line(at, KernelState.SYN_RECV, KernelState.ESTABLISHED);
  }

  private TraceLine ended(long at) {
    return line(at, KernelState.ESTABLISHED, KernelState.CLOSE_WAIT);
  }

  private TraceLine line(long at, KernelState from, KernelState to) {
    return new TraceLine(socket, new KernelEvent(at, Kind.STATE, from, to, null));
  }

  private static SocketPair socket(int remotePort) {
    try {
      return TraceLineTest.pair("192.0.2.1", 8443, "192.0.2.2", remotePort);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
