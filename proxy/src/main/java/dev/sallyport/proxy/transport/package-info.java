/**
 * How the proxy does its sockets: which of the kernel's interfaces, with which options, on which
 * event loops.
 *
 * <p>Read {@link dev.sallyport.proxy.transport.TransportKind} (epoll, io_uring, NIO: what each is
 * made of), then {@link dev.sallyport.proxy.transport.SocketOptions} (what every connection is
 * given), then {@link dev.sallyport.proxy.transport.Transport} (the one chosen at start, with its
 * event loops and its resolver).
 *
 * <p>Imports Netty and nothing of the project. Nothing here knows of flows, TLS or configuration.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.transport;
