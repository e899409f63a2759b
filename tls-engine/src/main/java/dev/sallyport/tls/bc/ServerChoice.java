package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.NamedGroup;
import org.jspecify.annotations.Nullable;

/**
 * A suite that a server has chosen, and what it is used with.
 *
 * @param scheme null with the RSA key exchange, in which nothing is signed
 * @param group null with the RSA key exchange
 */
record ServerChoice(
    CipherSuite suite,
    Credential credential,
    @Nullable SignatureScheme scheme,
    @Nullable NamedGroup group) {}
