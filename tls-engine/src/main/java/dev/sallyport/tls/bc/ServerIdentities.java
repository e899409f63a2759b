package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsAlert.Description;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identities that can serve the name for which one client asks. */
final class ServerIdentities {
  private final ServerProfile profile;
  private final Credentials credentials;
  private final Conversation conversation;
  private boolean nameServed;

  ServerIdentities(ServerProfile profile, Credentials credentials, Conversation conversation) {
    this.profile = profile;
    this.credentials = credentials;
    this.conversation = conversation;
  }

  /** In the order in which they are tried; never empty. */
  List<Identity> candidates() throws Refusal {
    try {
      return found(conversation.hello().serverName());
    } catch (RuntimeException e) {
      throw new Refusal(
          FailureType.INTERNAL, Description.INTERNAL_ERROR, "no certificate could be had: " + e, e);
    }
  }

  private List<Identity> found(@Nullable String name) throws Refusal {
    List<Identity> named = name == null ? List.of() : profile.identities().named(name);
    nameServed = !named.isEmpty();
    if (nameServed) {
      return named;
    }
    List<Identity> fallback =
        name != null && profile.rejectUnknownName() ? List.of() : profile.identities().fallback();
    if (fallback.isEmpty()) {
      throw new Refusal(
          FailureType.UNKNOWN_NAME,
          Description.UNRECOGNIZED_NAME,
          name == null ? "the client asks for no name" : "no certificate for " + name);
    }
    return fallback;
  }

  Credential credential(Identity identity) {
    return credentials.of(identity);
  }

  /** Whether one of them has the certificate with that fingerprint. */
  boolean have(String certificate) {
    try {
      return candidates().stream()
          .map(credentials::of)
          .anyMatch(credential -> credential.summary().sha256().equals(certificate));
    } catch (Refusal e) {
      return false;
    }
  }

  /** Whether they are there for the name that was asked for, and not for want of another. */
  boolean nameServed() {
    return nameServed;
  }
}
