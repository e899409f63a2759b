/**
 * TLS endpoints without I/O: bytes in, bytes and facts out.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link dev.sallyport.tls.TlsEngine} is one end of one connection and {@link
 *       dev.sallyport.tls.TlsSink} is where its output goes. {@link
 *       dev.sallyport.tls.bc.BouncyCastleTls} makes engines, on the primitives that a {@link
 *       dev.sallyport.tls.bc.CryptoTier} has chosen for a {@link dev.sallyport.tls.CryptoProvider}.
 *   <li>What comes out beside bytes: {@link dev.sallyport.tls.TlsEvent} (a message or a fact, with
 *       its time), {@link dev.sallyport.tls.TlsAlert}, {@link dev.sallyport.tls.TlsFacts} (all that
 *       is known) and {@link dev.sallyport.tls.TlsFailure}; and secrets, only into a {@link
 *       dev.sallyport.tls.KeyLog}.
 *   <li>What an engine may do: {@link dev.sallyport.tls.ServerProfile} and {@link
 *       dev.sallyport.tls.ClientProfile} ({@link dev.sallyport.tls.ClientAuthentication} is how a
 *       server knows its clients, {@link dev.sallyport.tls.ServerSessions} how it resumes, by
 *       {@link dev.sallyport.tls.TicketKeys} and a {@link dev.sallyport.tls.SessionCache}), with a
 *       {@link dev.sallyport.tls.Policy} of {@link dev.sallyport.tls.CipherSuite} and {@link
 *       dev.sallyport.tls.NamedGroup}; {@link dev.sallyport.tls.TlsLimits} is what a peer may do.
 *   <li>The ClientHello: {@link dev.sallyport.tls.ClientHello} is what a client offered, {@link
 *       dev.sallyport.tls.ClientHelloParser} reads one off a stream that is not decrypted, {@code
 *       ClientHelloReader} reads the message, {@link dev.sallyport.tls.Registry} names the numbers,
 *       {@link dev.sallyport.tls.Fingerprint} tells what client software sends such a thing, {@link
 *       dev.sallyport.tls.KnownHellos} remembers it; {@link dev.sallyport.tls.FirstBytes} tells
 *       what a stream is that has none.
 * </ol>
 *
 * <p>Imports {@code certs} and the JDK; {@code org.bouncycastle} is in {@code .bc} alone. Values
 * are immutable; engines and parsers belong to one thread.
 */
@NullMarked
package dev.sallyport.tls;

import org.jspecify.annotations.NullMarked;
