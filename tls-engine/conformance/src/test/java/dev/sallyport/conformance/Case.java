package dev.sallyport.conformance;

import java.util.Optional;
import java.util.Set;

/**
 * Something that the proxy must refuse.
 *
 * @param section of the RFC that says so
 * @param alerts those that the RFC allows for it
 */
record Case(String name, String section, Scene scene, Set<String> alerts, Script script) {

  static Case of(String name, String section, Scene scene, String alert, Script script) {
    return new Case(name, section, scene, Set.of(alert), script);
  }

  boolean allows(Optional<Alert> alert) {
    return alert.map(Alert::name).filter(alerts::contains).isPresent();
  }

  String title() {
    return scene + ": " + name + " [" + section + "]";
  }

  /** What the peer does up to the point where the proxy has to refuse it. */
  @FunctionalInterface
  interface Script {
    void play(Peer peer) throws Exception;
  }
}
