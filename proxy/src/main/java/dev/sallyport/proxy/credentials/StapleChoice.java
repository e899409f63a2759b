package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.config.ListenerTlsConfig.Terminate;
import dev.sallyport.config.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which OCSP response a listener staples of each file: what the file holds, or what it held when it
 * was last good for the certificates that the listener shows now.
 *
 * @param identities the listener's certificates now
 * @param last what it has stapled so far
 * @param cautions told of what is wrong but keeps nothing else from being used
 * @param problems told of what nothing but a good one can mend
 */
record StapleChoice(
    Terminate tls,
    List<Identity> identities,
    List<OcspResponse> last,
    Instant now,
    Consumer<Problem> cautions,
    Consumer<Problem> problems) {

  /** The response to staple where a file holds {@code read}; null: none. */
  @Nullable OcspResponse of(OcspResponse read) {
    Identity own = owner(read);
    if (own == null) {
      return lastGood(read, "is for none of the listener's certificates", cautions);
    }
    String objection = read.objection(own, now).orElse(null);
    if (objection == null) {
      return read.expiredAt(own, now) ? unexpired(read, own) : read;
    }
    if (read.revokes(own, now)) {
      tell(read, objection, null, problems);
      return null;
    }
    return lastGood(read, objection, problems);
  }

  /** One that has expired is no better than one that it was put in the place of. */
  private OcspResponse unexpired(OcspResponse read, Identity own) {
    OcspResponse before = lastGood(read);
    Instant end = Objects.requireNonNull(read.lifeFor(own)).nextUpdate();
    if (before == null || before.equals(read) || !outlives(before, end)) {
      return read;
    }
    tell(read, "OCSP response expired at " + end, before, cautions);
    return before;
  }

  private boolean outlives(OcspResponse response, Instant end) {
    Identity own = owner(response);
    OcspResponse.Life life = own == null ? null : response.lifeFor(own);
    return life == null || life.nextUpdate().isAfter(end);
  }

  private @Nullable OcspResponse lastGood(
      OcspResponse read, String flaw, Consumer<Problem> listener) {
    OcspResponse before = lastGood(read);
    tell(read, flaw, before, listener);
    return before;
  }

  private @Nullable OcspResponse lastGood(OcspResponse read) {
    for (OcspResponse before : last) {
      Identity own = owner(before);
      if (own != null
          && before.origin().equals(read.origin())
          && before.objection(own, now).isEmpty()) {
        return before;
      }
    }
    return null;
  }

  private @Nullable Identity owner(OcspResponse response) {
    return identities.stream().filter(response::concerns).findFirst().orElse(null);
  }

  private void tell(
      OcspResponse read, String flaw, @Nullable OcspResponse instead, Consumer<Problem> listener) {
    Identity own = instead == null ? null : owner(instead);
    boolean stays = instead != null && own != null && !instead.expiredAt(own, now);
    String what = read.origin() + ": " + flaw + (stays ? ": the last good one stays in use" : "");
    listener.accept(tls.origins().problem("ocsp-stapling", what));
  }
}
