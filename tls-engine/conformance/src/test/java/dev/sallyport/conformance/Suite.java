package dev.sallyport.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cases of one theme, after which the proxy has to be as it was before. */
@ExtendWith(TestbedSource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Suite {
  private @Nullable Testbed testbed;
  private long descriptors;

  /** The cases, each under a name of its own. */
  abstract List<Case> cases();

  /** What the cases run against; there when they do. */
  final Testbed testbed() {
    return Objects.requireNonNull(testbed);
  }

  @BeforeAll
  void isHonestlyServed(Testbed testbed) throws IOException {
    this.testbed = testbed;
    Honest.handshakes(testbed);
    descriptors = testbed.proxy().descriptors();
  }

  @TestFactory
  Stream<DynamicTest> refuses(Testbed testbed) {
    List<Case> cases = cases();
    Set<String> titles = new HashSet<>();
    assertThat(cases).allMatch(example -> titles.add(example.title()), "named once");
    return cases.stream()
        .map(example -> DynamicTest.dynamicTest(example.title(), () -> play(testbed, example)));
  }

  @AfterAll
  void isHonestlyServedAfterwards(Testbed testbed) throws IOException {
    Honest.handshakes(testbed);
    testbed.keepsNothing(descriptors);
    testbed.proxy().saidNothingBad();
    assertThat(testbed.proxy().log().size()).as("records").isEqualTo(testbed.proxy().log().taken());
  }

  private static void play(Testbed testbed, Case example) throws Exception {
    Optional<Alert> alert = Optional.empty();
    boolean ended = false;
    Flow flow;
    try (Peer peer = testbed.open(example.scene())) {
      example.script().play(peer);
      alert = peer.alert();
      ended = peer.ends();
    } finally {
      flow = testbed.proxy().log().next();
    }
    assertThat(faults(example, alert, ended, flow)).as("%s, %s", alert, flow).isEmpty();
  }

  private static List<String> faults(
      Case example, Optional<Alert> alert, boolean ended, Flow flow) {
    boolean client = example.scene().role() == Scene.Role.CLIENT;
    Map<String, Boolean> checks = new LinkedHashMap<>();
    checks.put("no alert on the wire", alert.isPresent());
    checks.put("not an alert of " + example.alerts(), example.allows(alert));
    checks.put("the alert is not fatal", alert.map(Alert::level).orElse(0) == 2);
    checks.put("neither FIN nor RST", ended);
    checks.put("outcome", !Set.of("ok", "empty", "").contains(flow.outcome()));
    checks.put("alert of the record", alert.map(Alert::name).equals(Optional.of(flow.alert())));
    checks.put("direction of the alert", flow.direction().equals("out"));
    checks.put("level of the record", flow.level().equals("fatal"));
    checks.put("type of the error", !Set.of("internal", "").contains(flow.type()));
    checks.put("side of the error", flow.side().equals(client ? "downstream" : "upstream"));
    return checks.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey).toList();
  }
}
