package dev.sallyport.proxy.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.lifecycle.ModelFlow.Reaction;
import dev.sallyport.proxy.lifecycle.ModelFlow.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds in every state that any flow can reach, whatever its peers do and in whatever order. A
 * law that is broken is shown by a shortest way there.
 */
class ExplorationTest {

  private static final Map<Law, String> broken = new EnumMap<>(Law.class);
  private static final List<String> hangsUnderTimers = new ArrayList<>();
  private static final List<String> hangsWhenPeersAreGone = new ArrayList<>();
  private static final Set<JointRule> rules = EnumSet.noneOf(JointRule.class);
  private static final Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
  private static final Set<TransitionTable.Row<TcpState>> tcpRows = new HashSet<>();
  private static final Set<TransitionTable.Row<TlsState>> tlsRows = new HashSet<>();
  private static int states;

  @BeforeAll
  static void explore() {
    for (Plan plan : Exploration.plans()) {
      Exploration exploration = Exploration.of(plan, new Judge(plan));
      states += exploration.size();
      List<Step> hang =
          exploration.wayToAHang(
              joint -> joint.downstream().tcp() != TcpState.NONE,
              (joint, step) ->
                  step.event() == Event.TIMED_OUT
                      || (step.event() == Event.DESCRIPTOR_CLOSED
                          && joint.half(step.side()).isClosing()));
      if (hang != null) {
        hangsUnderTimers.add(plan + ": " + hang);
      }
      hang =
          exploration.wayToAHang(
              joint -> joint.downstream().isGone() && joint.upstream().isGone(),
              (joint, step) -> step.isRuntimes());
      if (hang != null) {
        hangsWhenPeersAreGone.add(plan + ": " + hang);
      }
    }
  }

  /** Holds every law against every state and every event, and notes what was used on the way. */
  private record Judge(Plan plan) implements Exploration.Visitor {

    @Override
    public void state(List<Step> way, Joint joint) {
      for (Law law : Law.values()) {
        if (!law.holdsIn(plan, joint)) {
          broken.putIfAbsent(law, plan + "\n  " + way + "\n  " + joint);
        }
      }
    }

    @Override
    public void event(List<Step> way, Reaction reaction) {
      for (Law law : Law.values()) {
        if (!law.holdsFor(plan, reaction)) {
          broken.putIfAbsent(law, plan + "\n  " + way + "\n  " + reaction);
        }
      }
      Step step = reaction.step();
      if (reaction.action() != null) {
        rules.add(rule(step, reaction.action()));
      }
      if (reaction.failureAfter() != null) {
        outcomes.add(reaction.failureAfter().outcome());
      }
      Joint.Half before = reaction.before().half(step.side());
      Joint.Half after = reaction.after().half(step.side());
      tcpRows.add(new TransitionTable.Row<>(before.tcp(), step.event(), after.tcp()));
      tlsRows.add(new TransitionTable.Row<>(before.tls(), step.event(), after.tls()));
    }

    /** The rule that gave {@code action}: what the event tells where two give the same. */
    private static JointRule rule(Step step, Action action) {
      return switch (action) {
        case DIAL -> step.side() == Side.UPSTREAM ? JointRule.DIAL_NEXT : JointRule.DIAL;
        case CLOSE_THIS ->
            step.event() == Event.TIMED_OUT ? JointRule.CLOSE_WAITED : JointRule.CLOSE_ENDED;
        case ABORT -> step.event() == Event.TRUNCATED ? JointRule.ABORT_TRUNCATED : JointRule.ABORT;
        default -> JointRule.valueOf(action.name());
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void everyStateAndEveryEventKeepsTheLaw(Law law) {
    assertThat(broken.get(law)).isNull();
  }

  /** So does a drain, which leaves a state like any other. */
  @Test
  void timersAloneEndEveryFlowFromEveryState() {
    assertThat(hangsUnderTimers).isEmpty();
  }

  @Test
  void noTimerIsNeededOnceBothPeersAreGone() {
    assertThat(hangsWhenPeersAreGone).isEmpty();
  }

  @Test
  void everyJointRuleIsUsed() {
    assertThat(rules).containsExactlyInAnyOrder(JointRule.values());
  }

  @Test
  void everyFailingOutcomeIsReached() {
    assertThat(outcomes)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(Outcome.OK, Outcome.EMPTY)));
  }

  @Test
  void everyRowThatSocketsCanTellIsUsed() {
    assertThat(tcpRows)
        .containsAll(
            TcpState.TABLE.rows().stream()
                .filter(row -> row.from() != TcpState.CLOSING)
                .filter(row -> row.from() != TcpState.LAST_ACK || row.event() == Event.FIN_ACKED)
                .toList());
    assertThat(tlsRows)
        .containsAll(TlsState.ENDPOINT.rows())
        .containsAll(TlsState.PASSTHROUGH.rows());
  }

  @Test
  void theStatesAreMany() {
    assertThat(states).isGreaterThan(100_000);
  }
}
