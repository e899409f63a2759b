package dev.sallyport.conformance;

import java.util.ArrayList;
import java.util.List;

/** Messages at places where they do not belong. */
final class OrderIT extends Suite {
  @Override
  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Place place : Place.all()) {
      for (Message message : Message.values()) {
        if (!place.fitting().contains(message)) {
          cases.add(
              Case.of(
                  message.label() + " " + place.name(),
                  place.section(),
                  place.scene(),
                  "unexpected_message",
                  peer -> {
                    place.reach().play(peer);
                    peer.handshake(message.bytes());
                  }));
        }
      }
    }
    return cases;
  }
}
