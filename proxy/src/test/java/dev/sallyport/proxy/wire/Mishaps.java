package dev.sallyport.proxy.wire;

import java.util.List;
import java.util.stream.Stream;

/** Flows that do not come so far as to be closed, and what else the matrix does not have. */
final class Mishaps {

  private Mishaps() {}

  static List<Scenario> all() {
    return Stream.of(Layer.values())
        .flatMap(layer -> Stream.concat(Stream.of(nobodyListens(layer)), ofTls(layer)))
        .toList();
  }

  private static Stream<Scenario> ofTls(Layer layer) {
    return switch (layer) {
      case CLEARTEXT -> Stream.empty();
      case TLS_1_2 -> Stream.of(clientDistrusts(layer), proxyDistrusts(layer));
      case TLS_1_3 -> Stream.of(clientDistrusts(layer), proxyDistrusts(layer), newKeys(layer));
    };
  }

  private static Scenario of(Layer layer, String title, Scenario.Act act) {
    return new Scenario(
        layer.title() + ", " + title, layer, Stage.Kind.PATIENT, act, pair -> pair.close());
  }

  private static Scenario nobodyListens(Layer layer) {
    return of(
        layer,
        "the backend does not listen",
        pair -> {
          Peer client = pair.connectToNobody();
          if (layer.isTls()) {
            client.failHandshake();
          }
          client.readToEnd();
        });
  }

  private static Scenario clientDistrusts(Layer layer) {
    return of(
        layer,
        "the client distrusts the proxy",
        pair -> {
          Peer client = pair.connectDistrusting();
          client.failHandshake();
          client.readToEnd();
          pair.accept().readToEnd();
        });
  }

  private static Scenario proxyDistrusts(Layer layer) {
    return of(
        layer,
        "the proxy distrusts the backend",
        pair -> {
          pair.connect().handshake();
          Peer backend = pair.acceptAsStranger();
          backend.failHandshake();
          backend.readToEnd();
          pair.client().readToEnd();
        });
  }

  /** Each peer changes its keys, asks the proxy to do the same, and all goes on. */
  private static Scenario newKeys(Layer layer) {
    return of(
        layer,
        "both peers ask for new keys",
        pair -> {
          pair.open();
          pair.client().updateKeys();
          pair.greet();
          pair.backend().updateKeys();
          pair.greet();
          pair.client().end();
          pair.backend().readToEnd();
          pair.backend().end();
          pair.client().readToEnd();
        });
  }
}
