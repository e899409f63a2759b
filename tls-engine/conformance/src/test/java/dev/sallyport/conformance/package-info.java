/**
 * Peers that break the rules of TLS, played by TLS-Attacker against the running proxy.
 *
 * <p>A {@link dev.sallyport.conformance.Case} is a line of a table: who we are, what we do wrong,
 * the section that forbids it and the alerts it allows for an answer. Each {@code …IT} is the table
 * of a theme, and {@link dev.sallyport.conformance.Suite} plays it: it demands the alert on the
 * wire, the end of the connection and its one record, and afterwards that honest peers are served
 * and nothing is left over. Read these two, then {@link dev.sallyport.conformance.Honest}, whose
 * steps the cases leave at some point, and {@link dev.sallyport.conformance.Peer}, which does what
 * they ask for.
 *
 * <p>Below them {@link dev.sallyport.conformance.Testbed} has the proxy, a backend and the port
 * where the proxy finds us as its TLS server.
 */
@NullMarked
package dev.sallyport.conformance;

import org.jspecify.annotations.NullMarked;
