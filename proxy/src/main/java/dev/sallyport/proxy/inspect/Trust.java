package dev.sallyport.proxy.inspect;

import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.certs.Verdict;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By which anchors a chain is judged. Immutable and thread-safe.
 *
 * @param name where the anchors come from, as it is told
 * @param explicit whether the user named them
 * @param localRoot the root of the user's local CA; null when there is none
 */
public record Trust(
    String name,
    TrustAnchors anchors,
    boolean explicit,
    @Nullable Path localRoot,
    InstantSource clock) {

  /**
   * Reads the anchors.
   *
   * @param file PEM; null: the system's trust store
   */
  public static Trust of(@Nullable Path file, Optional<Path> localRoot, InstantSource clock)
      throws CredentialException {
    return new Trust(
        file == null ? "the system's trust store" : file.toString(),
        file == null ? TrustAnchors.system() : TrustAnchors.pem(file),
        file != null,
        localRoot.orElse(null),
        clock);
  }

  PeerVerifier verifier() {
    return new PeerVerifier(anchors, clock);
  }

  /** What to trust in order to take a chain that these anchors do not vouch for; mostly empty. */
  Optional<String> adviceOn(Verdict verdict, X509Certificate last) {
    boolean unknown =
        verdict.reason() == Verdict.Reason.UNKNOWN_CA
            || verdict.reason() == Verdict.Reason.SELF_SIGNED;
    return unknown && localRoot != null && localCaVouchesFor(last)
        ? Optional.of("it is the local CA's: --trust " + localRoot)
        : Optional.empty();
  }

  boolean localCaVouchesFor(X509Certificate last) {
    try {
      return localRoot != null && TrustAnchors.pem(localRoot).vouchingFor(last).isPresent();
    } catch (CredentialException e) { // a local CA that cannot be read vouches for nothing
      return false;
    }
  }
}
