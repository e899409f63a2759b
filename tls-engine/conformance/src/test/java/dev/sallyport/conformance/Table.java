package dev.sallyport.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cases as they are written down. */
final class Table {
  private final List<Case> cases = new ArrayList<>();

  /**
   * A line.
   *
   * @param alerts those that the section allows, separated by blanks
   */
  Table add(String name, String section, Scene scene, String alerts, Case.Script script) {
    cases.add(new Case(name, section, scene, Set.copyOf(List.of(alerts.split(" "))), script));
    return this;
  }

  Table add(Case line) {
    cases.add(line);
    return this;
  }

  List<Case> cases() {
    return cases;
  }
}
