package dev.sallyport.certs;

import java.util.List;

/**
 * Where a TLS server finds the identities to show for the name a client asks for (SNI, RFC 6066).
 *
 * <p>Implementations are thread-safe and answer fast enough for an event loop.
 */
public interface IdentitySource {
  /** The identities for a server name, best first; empty when the name is unknown or malformed. */
  List<Identity> named(String serverName);

  /** What clients get that ask for no name, or for an unknown one where that is allowed. */
  List<Identity> fallback();
}
