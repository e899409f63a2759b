package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells of certificates of ours, and of what is stapled to them, that will soon be of no use, or
 * are so already.
 */
public final class Expiry {
  /** How long before its end a certificate is told of. */
  static final Duration NOTICE = Duration.ofDays(14);

  private Expiry() {}

  /** A line for each identity that expires within the notice, or has. */
  public static List<String> warnings(List<Identity> identities, Instant now) {
    List<String> warnings = new ArrayList<>();
    for (Identity identity : identities) {
      Instant end = end(identity);
      if (end.isBefore(now.plus(NOTICE))) {
        warnings.add(identity.origin() + ": " + said(end, now));
      }
    }
    return warnings;
  }

  /**
   * A line for each OCSP response of which no more than a tenth of its life is left, or that has
   * expired; the same each time until it does.
   */
  public static List<String> stapleWarnings(Credentials credentials, Instant now) {
    Set<String> warnings = new LinkedHashSet<>();
    for (ListenerCredentials listener : credentials.listeners().values()) {
      for (OcspResponse response : listener.staples().responses()) {
        for (Identity identity : listener.certificates()) {
          OcspResponse.Life life = response.lifeFor(identity);
          if (life != null && !now.isBefore(life.lastTenth())) {
            warnings.add(response.origin() + ": " + said(life, now));
          }
        }
      }
    }
    return List.copyOf(warnings);
  }

  private static String said(OcspResponse.Life life, Instant now) {
    return "OCSP response "
        + (life.nextUpdate().isBefore(now)
            ? "expired at " + life.nextUpdate() + " and is not stapled"
            : "expires at " + life.nextUpdate())
        + "; put a newer one in its place, which is taken by itself";
  }

  /** The end of the first certificate of the chain to expire; a root in it does not count. */
  private static Instant end(Identity identity) {
    Instant end = identity.leaf().getNotAfter().toInstant();
    for (X509Certificate issuer : identity.chain()) {
      Instant other = issuer.getNotAfter().toInstant();
      boolean root = issuer.getSubjectX500Principal().equals(issuer.getIssuerX500Principal());
      end = !root && other.isBefore(end) ? other : end;
    }
    return end;
  }

  private static String said(Instant end, Instant now) {
    String day = end.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    long days = Duration.between(now, end).toDays();
    return end.isBefore(now)
        ? "certificate expired on " + day
        : "certificate expires on " + day + ", in " + days + (days == 1 ? " day" : " days");
  }
}
