package dev.sallyport.certs;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Comes to a verdict on the certificates that a server shows. {@link PeerVerifier} is how it is
 * done; one that only looks on may let every server pass.
 */
@FunctionalInterface
public interface ServerVerifier {
  /**
   * Verifies a server. It computes and never blocks, and throws nothing for what a peer sends.
   *
   * @param chain as it was sent, the server's own certificate first
   * @param host what was dialled or is asked for by SNI: a DNS name of A-labels or an IP literal
   */
  Verdict verifyServer(List<X509Certificate> chain, String host);
}
