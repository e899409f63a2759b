package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ChangeCipherSpecMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ECDHClientKeyExchangeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A point of a handshake.
 *
 * @param reach what leads there
 * @param fitting the messages that are due or allowed there
 */
record Place(String name, String section, Scene scene, Case.Script reach, Set<Message> fitting) {

  static List<Place> all() {
    List<Place> places = new ArrayList<>();
    places.addAll(ofClient13());
    places.addAll(ofClient12());
    places.addAll(ofServer13());
    places.addAll(ofServer12());
    return places;
  }

  static List<Place> ofClient13() {
    return List.of(
        new Place(
            "instead of Finished",
            "RFC 8446 4",
            Scene.CLIENT_13,
            Honest::client13Flight,
            Set.of(Message.FINISHED)),
        new Place(
            "after the handshake",
            "RFC 8446 4.6",
            Scene.CLIENT_13,
            Honest::client13,
            Set.of(Message.KEY_UPDATE)));
  }

  static List<Place> ofClient12() {
    return List.of(
        new Place(
            "instead of ClientHello",
            "RFC 5246 7.4",
            Scene.CLIENT_12,
            peer -> {},
            Set.of(Message.CLIENT_HELLO)),
        new Place(
            "instead of ClientKeyExchange",
            "RFC 5246 7.3",
            Scene.CLIENT_12,
            Honest::client12Flight,
            Set.of(Message.CLIENT_KEY_EXCHANGE)),
        new Place(
            "instead of ChangeCipherSpec",
            "RFC 5246 7.3",
            Scene.CLIENT_12,
            peer -> {
              Honest.client12Flight(peer);
              peer.send(new ECDHClientKeyExchangeMessage());
            },
            Set.of()),
        new Place(
            "instead of Finished",
            "RFC 5246 7.3",
            Scene.CLIENT_12,
            peer -> {
              Honest.client12Flight(peer);
              peer.send(new ECDHClientKeyExchangeMessage(), new ChangeCipherSpecMessage());
            },
            Set.of(Message.FINISHED)),
        new Place(
            "after the handshake",
            "RFC 5246 7.4",
            Scene.CLIENT_12,
            Honest::client12,
            Set.of(Message.CLIENT_HELLO)));
  }

  static List<Place> ofServer13() {
    return List.of(
        after(
            0, "ServerHello", Scene.SERVER_13, Set.of(Message.SERVER_HELLO, Message.HELLO_REQUEST)),
        after(1, "EncryptedExtensions", Scene.SERVER_13, Set.of(Message.ENCRYPTED_EXTENSIONS)),
        after(
            2,
            "Certificate",
            Scene.SERVER_13,
            Set.of(Message.CERTIFICATE, Message.CERTIFICATE_REQUEST)),
        after(3, "CertificateVerify", Scene.SERVER_13, Set.of(Message.CERTIFICATE_VERIFY)),
        after(4, "Finished", Scene.SERVER_13, Set.of(Message.FINISHED)),
        new Place(
            "after the handshake",
            "RFC 8446 4.6",
            Scene.SERVER_13,
            Honest::server13,
            Set.of(Message.NEW_SESSION_TICKET, Message.KEY_UPDATE)));
  }

  static List<Place> ofServer12() {
    return List.of(
        after(
            0, "ServerHello", Scene.SERVER_12, Set.of(Message.SERVER_HELLO, Message.HELLO_REQUEST)),
        after(
            1, "Certificate", Scene.SERVER_12, Set.of(Message.CERTIFICATE, Message.HELLO_REQUEST)),
        after(
            2,
            "ServerKeyExchange",
            Scene.SERVER_12,
            Set.of(Message.SERVER_KEY_EXCHANGE, Message.HELLO_REQUEST, Message.CERTIFICATE_STATUS)),
        after(
            3,
            "ServerHelloDone",
            Scene.SERVER_12,
            Set.of(Message.SERVER_HELLO_DONE, Message.HELLO_REQUEST, Message.CERTIFICATE_REQUEST)),
        after(4, "ChangeCipherSpec", Scene.SERVER_12, Set.of(Message.HELLO_REQUEST)),
        new Place(
            "after the handshake",
            "RFC 5246 7.4",
            Scene.SERVER_12,
            Honest::server12,
            Set.of(Message.HELLO_REQUEST)));
  }

  private static Place after(int sent, String due, Scene scene, Set<Message> fitting) {
    boolean new13 = scene.tls13();
    Function<Peer, List<ProtocolMessage>> flight = new13 ? Honest::flight13 : Honest::flight12;
    return new Place(
        "instead of " + due,
        new13 ? "RFC 8446 4" : "RFC 5246 7.3",
        scene,
        peer -> {
          Honest.clientHello(peer);
          flight.apply(peer).subList(0, sent).forEach(peer::send);
        },
        fitting);
  }
}
