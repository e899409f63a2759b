package dev.sallyport.certs;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/** Decides whether a TLS peer is who it has to be. */
public final class PeerVerifier {
  private final TrustAnchors anchors;
  private final InstantSource clock;

  public PeerVerifier(TrustAnchors anchors, InstantSource clock) {
    this.anchors = anchors;
    this.clock = clock;
  }

  /** Verifies a server that was dialled as {@code host}, a DNS name or an IP literal. */
  public Verdict verifyServer(List<X509Certificate> chain, String host) {
    return new Verdict(
        Verdict.Reason.UNKNOWN_CA, anchors.certificates() + " " + clock + chain + host);
  }

  /** Verifies a client. */
  public Verdict verifyClient(List<X509Certificate> chain) {
    return new Verdict(Verdict.Reason.UNKNOWN_CA, anchors.certificates() + " " + clock + chain);
  }
}
