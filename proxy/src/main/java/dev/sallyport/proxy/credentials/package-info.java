/**
 * The keys, certificates, trust anchors, OCSP responses and ticket keys that a configuration names:
 * read, judged against the TLS policy, and kept up to date with their files.
 *
 * <p>Read {@link dev.sallyport.proxy.credentials.Credentials} (all that was read, immutable), then
 * {@code CredentialReader} (how it is made, whole or anew), {@code StapleChoice} (which OCSP
 * response of before or of now is stapled), {@code HeldCredentials} over {@code HeldFiles} (what
 * each file held when it was last good), {@link dev.sallyport.proxy.credentials.CredentialWatch}
 * (the thread that looks) and {@link dev.sallyport.proxy.credentials.Expiry} (what is told before
 * the time is up). {@link dev.sallyport.proxy.credentials.TlsPolicy} turns a listener's words into
 * the engine's.
 *
 * <p>Imports {@code certs}, {@code config} and {@code tls}. Nothing here knows of flows or Netty.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.credentials;
