package dev.sallyport.proxy.flow;

import static dev.sallyport.proxy.lifecycle.Side.DOWNSTREAM;
import static dev.sallyport.proxy.lifecycle.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.flow.Standstill.Seen;
import dev.sallyport.proxy.lifecycle.Timeline;
import org.junit.jupiter.api.Test;

class StandstillTest {

  @Test
  void whoTakesNothingMoreIsWaitedForWhoeverSpokeLast() {
    assertThat(Standstill.of(new Seen(true, 9), new Seen(false, 1)))
        .isEqualTo(new Standstill(DOWNSTREAM, "the client takes nothing more"));
    assertThat(Standstill.of(new Seen(false, 1), new Seen(true, 9)))
        .isEqualTo(new Standstill(UPSTREAM, "the backend takes nothing more"));
  }

  @Test
  void otherwiseWhoseLastByteIsOlder() {
    assertThat(Standstill.of(new Seen(false, 1), new Seen(false, 2)))
        .isEqualTo(new Standstill(DOWNSTREAM, "the client has been silent for longer"));
    assertThat(Standstill.of(new Seen(false, 2), new Seen(false, 1)))
        .isEqualTo(new Standstill(UPSTREAM, "the backend has been silent for longer"));
  }

  @Test
  void alsoWhereNeitherTakesAnything() {
    assertThat(Standstill.of(new Seen(true, 2), new Seen(true, 1)))
        .isEqualTo(new Standstill(UPSTREAM, "neither side takes anything more"));
    assertThat(Standstill.of(new Seen(true, 1), new Seen(true, 1)).side()).isEqualTo(DOWNSTREAM);
  }

  @Test
  void whoNeverSpokeHasBeenSilentForLonger() {
    Seen never = new Seen(false, Timeline.ABSENT);
    assertThat(Standstill.of(new Seen(false, 0), never).side()).isEqualTo(UPSTREAM);
    assertThat(Standstill.of(never, new Seen(false, 0)).side()).isEqualTo(DOWNSTREAM);
    assertThat(Standstill.of(never, never))
        .isEqualTo(new Standstill(DOWNSTREAM, "neither side has said anything"));
  }

  @Test
  void whoHasSaidAllIsNotWaitedFor() {
    Seen ended = new Seen(false, Standstill.SAID_ALL);
    assertThat(Standstill.of(ended, new Seen(false, 5)))
        .isEqualTo(new Standstill(UPSTREAM, "the backend has not finished"));
    assertThat(Standstill.of(new Seen(false, 5), ended))
        .isEqualTo(new Standstill(DOWNSTREAM, "the client has not finished"));
  }

  @Test
  void butIfItTakesNothingMoreItIs() {
    assertThat(Standstill.of(new Seen(true, Standstill.SAID_ALL), new Seen(false, 5)))
        .isEqualTo(new Standstill(DOWNSTREAM, "the client takes nothing more"));
  }
}
