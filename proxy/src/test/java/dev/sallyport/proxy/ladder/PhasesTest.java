package dev.sallyport.proxy.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.ladder.Phases.Stretch;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.FlowRecord;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where time went. */
class PhasesTest {
  @Test
  void aFlowIsTakenApart() throws IOException {
    FlowRecord https = LadderTest.flow("https");

    assertThat(Phases.of(https, Side.DOWNSTREAM))
        .containsExactly(
            new Stretch(Phase.HELLO, 412),
            new Stretch(Phase.WAITING, 640),
            new Stretch(Phase.COMPUTING, 870),
            new Stretch(Phase.IDLE, 188),
            new Stretch(Phase.FIRST_BYTE, 3830),
            new Stretch(Phase.TRANSFER, 180),
            new Stretch(Phase.IDLE, 40),
            new Stretch(Phase.TEARDOWN, 295));
    assertThat(Phases.of(https, Side.UPSTREAM))
        .containsExactly(
            new Stretch(Phase.BEFORE, 15),
            new Stretch(Phase.DIAL, 116),
            new Stretch(Phase.IDLE, 2004),
            new Stretch(Phase.FIRST_BYTE, 3755),
            new Stretch(Phase.TRANSFER, 190),
            new Stretch(Phase.IDLE, 25),
            new Stretch(Phase.TEARDOWN, 346));
  }

  @Test
  void aClientThatNeverSaidHelloWasWaitedFor() throws IOException {
    assertThat(Phases.of(LadderTest.flow("silent"), Side.DOWNSTREAM).get(0).phase())
        .isEqualTo(Phase.HELLO);
  }

  @ParameterizedTest
  @MethodSource("dev.sallyport.proxy.ladder.LadderTest#flows")
  void theDownstreamIsAccountedForFromAcceptToTheEnd(String name) throws IOException {
    FlowRecord flow = LadderTest.flow(name);

    assertThat(Phases.of(flow, Side.DOWNSTREAM).stream().mapToLong(Stretch::micros).sum())
        .isEqualTo(flow.ending().durationMicros());
  }

  @Test
  void anUpstreamThatWasNotDialledHasNone() throws IOException {
    assertThat(Phases.of(LadderTest.flow("refused"), Side.UPSTREAM)).isEmpty();
  }
}
