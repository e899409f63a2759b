package dev.sallyport.tls;

import dev.sallyport.certs.PeerVerifier;

/**
 * How a TLS server authenticates its clients: it asks each for a certificate and verifies what
 * comes. Immutable and thread-safe.
 *
 * @param required whether a client without a certificate is refused (certificate_required, before
 *     TLS 1.3 handshake_failure); one that does not stand up to verification always is
 * @param verifier verifies the chains; its anchors are named in the CertificateRequest
 */
public record ClientAuthentication(boolean required, PeerVerifier verifier) {}
