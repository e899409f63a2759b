package dev.sallyport.proxy.lifecycle;

import dev.sallyport.proxy.lifecycle.ModelFlow.Reaction;
import dev.sallyport.proxy.lifecycle.ModelFlow.Step;
import dev.sallyport.proxy.lifecycle.Plan.TlsMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every state that a flow of one plan can reach, and every step between them, breadth first: the
 * way to a state is a shortest one.
 */
final class Exploration {

  /** A state, and how it was first reached. */
  private record Node(int parent, @Nullable Step step, Joint joint, List<Edge> edges) {}

  /** A step that is legal in a state, and the state that it leads to. */
  record Edge(Step step, int target) {}

  /** Told of every state, and of what every event makes of it. */
  interface Visitor {
    void state(List<Step> way, Joint joint);

    void event(List<Step> way, Reaction reaction);
  }

  private final Plan plan;
  private final List<Node> nodes = new ArrayList<>();
  private int transitions;

  private Exploration(Plan plan) {
    this.plan = plan;
  }

  /** Every plan there is, also those that the configuration refuses. */
  static List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (TlsMode downstream : TlsMode.values()) {
      for (boolean upstreamTls : new boolean[] {false, true}) {
        for (DialOn dialOn : DialOn.values()) {
          for (boolean header : new boolean[] {false, true}) {
            plans.add(new Plan(downstream, upstreamTls, dialOn, header));
          }
        }
      }
    }
    return plans;
  }

  static Exploration of(Plan plan, Visitor visitor) {
    Exploration exploration = new Exploration(plan);
    exploration.run(visitor);
    return exploration;
  }

  private void run(Visitor visitor) {
    Map<Joint, Integer> known = new HashMap<>();
    Joint start = new ModelFlow(plan).joint();
    nodes.add(new Node(-1, null, start, new ArrayList<>()));
    known.put(start, 0);
    for (int node = 0; node < nodes.size(); node++) {
      List<Step> way = way(node);
      visitor.state(way, joint(node));
      for (Step step : replay(way).steps()) {
        ModelFlow flow = replay(way);
        flow.watch(reaction -> visitor.event(way, reaction));
        flow.play(step);
        transitions++;
        Joint joint = flow.joint();
        Integer target = known.get(joint);
        if (target == null) {
          target = nodes.size();
          known.put(joint, target);
          nodes.add(new Node(node, step, joint, new ArrayList<>()));
        }
        nodes.get(node).edges.add(new Edge(step, target));
      }
    }
  }

  private ModelFlow replay(List<Step> way) {
    ModelFlow flow = new ModelFlow(plan);
    way.forEach(flow::play);
    return flow;
  }

  /** How {@code node} is reached from the start. */
  List<Step> way(int node) {
    List<Step> way = new ArrayList<>();
    for (Node at = nodes.get(node); at.step != null; at = nodes.get(at.parent)) {
      way.add(at.step);
    }
    Collections.reverse(way);
    return way;
  }

  int size() {
    return nodes.size();
  }

  int transitions() {
    return transitions;
  }

  Joint joint(int node) {
    return nodes.get(node).joint;
  }

  /**
   * A state among {@code starts} from which the steps {@code allowed}, taken in whatever order, do
   * not always lead to the report: they run out before, or go round in a circle.
   *
   * @return the way there, or null when there is none
   */
  @Nullable List<Step> wayToAHang(Predicate<Joint> starts, BiPredicate<Joint, Step> allowed) {
    Progress[] progress = new Progress[nodes.size()];
    for (int node = 0; node < nodes.size(); node++) {
      if (starts.test(joint(node))) {
        Integer stuck = follow(node, allowed, progress);
        if (stuck != null) {
          return way(stuck);
        }
      }
    }
    return null;
  }

  private enum Progress {
    BEGUN,
    DONE
  }

  /** Depth first over the allowed steps; returns a state that is a dead end or on a circle. */
  private @Nullable Integer follow(
      int start, BiPredicate<Joint, Step> allowed, Progress[] progress) {
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int node = open.peek();
      if (progress[node] == Progress.DONE) {
        open.pop();
      } else if (progress[node] == Progress.BEGUN) {
        progress[node] = Progress.DONE;
        open.pop();
      } else {
        progress[node] = Progress.BEGUN;
        List<Edge> edges =
            nodes.get(node).edges.stream()
                .filter(edge -> allowed.test(joint(node), edge.step))
                .toList();
        if (edges.isEmpty() && !joint(node).reported()) {
          return node;
        }
        for (Edge edge : edges) {
          if (progress[edge.target] == Progress.BEGUN) {
            return node;
          }
          open.push(edge.target);
        }
      }
    }
    return null;
  }
}
