/**
 * How the proxy does its sockets: which of the kernel's interfaces, with which options, on which
 * event loops.
 *
 * <p>Read {@link dev.sallyport.proxy.transport.TransportKind} (epoll, io_uring, NIO: what each is
 * made of), then {@link dev.sallyport.proxy.transport.Transport} (the one chosen at start, with its
 * event loops, its socket options and its resolver), then {@link
 * dev.sallyport.proxy.transport.TcpInfo} (what the kernel tells of a connection). {@link
 * dev.sallyport.proxy.transport.EpollConnection} is how a connection hears of events on epoll:
 * {@code TcpChannel} and {@code TcpChannelConfig} are what of it any channel has, {@code
 * EpollListener} accepts it, {@code EpollEvents} is its event loop's way to epoll, {@code FinAhead}
 * what it tells that Netty's does not. {@link dev.sallyport.proxy.transport.Fin} ends its output in
 * few system calls. {@code ListenQueueWatch} tells when the kernel drops clients. {@link
 * dev.sallyport.proxy.transport.LoopBuffers} and {@link dev.sallyport.proxy.transport.Outlet} are
 * how bytes get in and out, as a rule without a pool and a queue.
 *
 * <p>Imports Netty and the configuration's records. Nothing here knows of flows or TLS.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.transport;
