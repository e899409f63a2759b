package dev.sallyport.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The certificates from a peer's own one towards a trust anchor, put in order and not yet proved.
 *
 * <p>It is assembled by one walk without turning back, and only anchors are tried by signature:
 * what a hostile peer can make us compute does not grow with the ways its certificates can be
 * combined, as a search over all paths would.
 *
 * @param certificates the peer's own one first, without the anchor; empty when that is the anchor
 * @param anchor absent when no anchor was reached
 */
record CertificationPath(List<X509Certificate> certificates, @Nullable X509Certificate anchor) {
  CertificationPath {
    certificates = List.copyOf(certificates);
  }

  /**
   * Orders what a peer sent, its own certificate first and the others in any order.
   *
   * @param now certificates that are valid now are preferred where several have one name
   */
  static CertificationPath assemble(List<X509Certificate> sent, TrustAnchors anchors, Instant now) {
    List<X509Certificate> path = new ArrayList<>();
    List<X509Certificate> rest = new ArrayList<>(sent);
    rest.sort(Comparator.comparing(certificate -> !Validity.of(certificate).includes(now)));
    X509Certificate current = sent.get(0);
    while (!anchors.contains(current)) {
      path.add(current);
      rest.removeAll(path);
      Optional<X509Certificate> anchor =
          Issuers.find(current, anchors.named(current.getIssuerX500Principal()));
      if (anchor.isPresent()) {
        return new CertificationPath(path, anchor.get());
      }
      Optional<X509Certificate> next =
          SelfSigned.named(current) ? Optional.empty() : Issuers.findCheaply(current, rest);
      if (next.isEmpty()) {
        return new CertificationPath(path, null);
      }
      current = next.get();
    }
    return new CertificationPath(path, current);
  }

  /** The certificate at which the path ends before an anchor. */
  X509Certificate last() {
    return certificates.get(certificates.size() - 1);
  }
}
