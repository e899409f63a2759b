package dev.sallyport.proxy.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One cell of the matrix: how a flow ends, by whom, over what, and with what under way.
 *
 * @param first the peer that ends first; where the proxy does, the one that fell silent or does not
 *     read
 */
record Cell(Layer layer, Peer.Role first, Close close, Traffic traffic) {

  /** What is under way when the end comes. */
  enum Traffic {
    IDLE("idle"),
    IN_FLIGHT("data in flight");

    private final String title;

    Traffic(String title) {
      this.title = title;
    }
  }

  /** All combinations; those without sense are there too. */
  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (Close close : Close.values()) {
      for (Layer layer : Layer.values()) {
        for (Peer.Role first : Peer.Role.values()) {
          for (Traffic traffic : Traffic.values()) {
            cells.add(new Cell(layer, first, close, traffic));
          }
        }
      }
    }
    return cells;
  }

  /** Why this combination is not played, or null where it is. */
  @Nullable String senseless() {
    if (close == Close.CLOSE_NOTIFY_AND_FIN && !layer.isTls()) {
      return "cleartext has no close_notify";
    }
    if (close == Close.CROSSING && !inFlight()) {
      return "on loopback FINs cross only where data holds one back";
    }
    return null;
  }

  boolean inFlight() {
    return traffic == Traffic.IN_FLIGHT;
  }

  /** Its name as a test. */
  String title() {
    return "%s, %s first, %s, %s"
        .formatted(
            layer.title(), first.name().toLowerCase(Locale.ROOT), close.title(), traffic.title);
  }

  Scenario scenario() {
    return new Scenario(
        title(),
        layer,
        close.stage(),
        pair -> close.begin(pair, this),
        pair -> close.end(pair, this));
  }
}
