package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.PeerVerifier;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a backend that is spoken TLS to are verified by, and what is shown to them.
 * Immutable and thread-safe.
 *
 * @param verifier null where they are not verified
 * @param shown to those that ask for a certificate; null: none is
 */
public record BackendCredentials(@Nullable PeerVerifier verifier, @Nullable Identity shown) {}
