/**
 * How the proxy does its sockets: which of the kernel's interfaces, with which options, on which
 * event loops.
 *
 * <p>Read {@link dev.sallyport.proxy.transport.TransportKind} (epoll, io_uring, NIO: what each is
 * made of), then {@link dev.sallyport.proxy.transport.Transport} (the one chosen at start, with its
 * event loops, its socket options and its resolver), then {@link
 * dev.sallyport.proxy.transport.TcpInfo} (what the kernel tells of a connection). {@code
 * PausableReads}, {@code KeptRegistrations} and {@code WatchedHandle} are what epoll needs to be
 * told for half-closed connections, {@code FinAhead} what it tells that Netty does not. {@link
 * dev.sallyport.proxy.transport.Fin} and {@link dev.sallyport.proxy.transport.Teardown} end a
 * connection in few system calls. {@code ListenQueueWatch} tells when the kernel drops clients.
 * {@link dev.sallyport.proxy.transport.LoopBuffers} and {@link
 * dev.sallyport.proxy.transport.Outlet} are how bytes get in and out, as a rule without a pool and
 * a queue.
 *
 * <p>Imports Netty and the configuration's records. Nothing here knows of flows or TLS.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.transport;
