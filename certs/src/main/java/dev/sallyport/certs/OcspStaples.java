package dev.sallyport.certs;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The OCSP responses that a server staples to its certificates (RFC 6066 section 8, RFC 8446
 * section 4.4.2.1). Immutable and thread-safe.
 *
 * @param clock says whether a response has expired
 */
public record OcspStaples(List<OcspResponse> responses, InstantSource clock) {
  public OcspStaples {
    responses = List.copyOf(responses);
  }

  /** The response for an identity; null when there is none that may be stapled now. */
  public @Nullable OcspResponse of(Identity identity) {
    if (responses.isEmpty()) {
      return null;
    }
    Instant now = clock.instant();
    for (OcspResponse response : responses) {
      if (response.concerns(identity) && !response.expiredAt(identity, now)) {
        return response;
      }
    }
    return null;
  }
}
