/**
 * The Netty handlers: thin, final, without an opinion.
 *
 * <p>On a connection, from the socket inwards:
 *
 * <ol>
 *   <li>{@link dev.sallyport.proxy.pipeline.ProxyHeaderHandler}: finds a PROXY protocol header and
 *       puts Netty's decoder in its own place; gone once the header is read;
 *   <li>{@link dev.sallyport.proxy.pipeline.TlsHandler} where TLS ends at the proxy, or {@link
 *       dev.sallyport.proxy.pipeline.ClientHelloHandler} where it is passed through, or neither;
 *   <li>{@link dev.sallyport.proxy.pipeline.ConnectionHandler}: turns callbacks into calls of the
 *       {@link dev.sallyport.proxy.pipeline.ConnectionListener}, which is the flow's.
 * </ol>
 *
 * <p>On a listening socket: {@link dev.sallyport.proxy.pipeline.AcceptHandler} and its {@link
 * dev.sallyport.proxy.pipeline.AcceptGate}.
 *
 * <p>May import Netty, the TLS engine's public types and {@code transport}; nothing here knows of a
 * flow, a lifecycle or a record.
 */
@NullMarked
package dev.sallyport.proxy.pipeline;

import org.jspecify.annotations.NullMarked;
