package dev.sallyport.certs;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The OCSP responses that a server staples to its certificates (RFC 6066 section 8, RFC 8446
 * section 4.4.2.1). Immutable and thread-safe. Which response is for which identity is found out
 * when it is made, so that a handshake has times to compare alone.
 */
public final class OcspStaples {
  private final List<OcspResponse> responses;
  private final InstantSource clock;
  private final IdentityHashMap<Identity, List<Match>> matches = new IdentityHashMap<>();

  /**
   * @param life null: it does not say for how long it holds
   */
  private record Match(OcspResponse response, OcspResponse.@Nullable Life life) {
    boolean expiredAt(Instant now) {
      return life != null && life.nextUpdate().isBefore(now);
    }
  }

  /**
   * Staples for these identities, which are looked up as the objects that they are.
   *
   * @param clock says whether a response has expired
   */
  public OcspStaples(List<OcspResponse> responses, List<Identity> identities, InstantSource clock) {
    this.responses = List.copyOf(responses);
    this.clock = clock;
    for (Identity identity : identities) {
      List<Match> own = new ArrayList<>();
      for (OcspResponse response : responses) {
        if (response.concerns(identity)) {
          own.add(new Match(response, response.lifeFor(identity)));
        }
      }
      if (!own.isEmpty()) {
        matches.put(identity, List.copyOf(own));
      }
    }
  }

  /** All, in their order. */
  public List<OcspResponse> responses() {
    return responses;
  }

  /** The response for an identity; null when there is none that may be stapled now. */
  public @Nullable OcspResponse of(Identity identity) {
    List<Match> own = matches.get(identity);
    if (own == null) {
      return null;
    }
    Instant now = clock.instant();
    for (Match match : own) {
      if (!match.expiredAt(now)) {
        return match.response();
      }
    }
    return null;
  }

  /** Whether both have the same responses and clock. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OcspStaples that
        && responses.equals(that.responses)
        && clock.equals(that.clock);
  }

  @Override
  public int hashCode() {
    return Objects.hash(responses, clock);
  }
}
