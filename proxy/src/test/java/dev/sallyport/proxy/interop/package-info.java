/**
 * The interop matrix: everyone else's TLS clients before a proxy and everyone else's TLS servers
 * behind one, each with every version, kind of certificate, handshake and way of introduction.
 *
 * <p>Read {@link dev.sallyport.proxy.interop.Cell} first, what is played, and {@link
 * dev.sallyport.proxy.interop.Lack}, what a peer cannot do and what is seen then; then {@link
 * dev.sallyport.proxy.interop.ClientsIT} with {@link dev.sallyport.proxy.interop.Client} and {@link
 * dev.sallyport.proxy.interop.ServersIT} with {@link dev.sallyport.proxy.interop.Server}. Each peer
 * is a class of its own; {@link dev.sallyport.proxy.interop.Exchange} is what is said between them,
 * {@link dev.sallyport.proxy.interop.Credentials} the files of keys and certificates.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.interop;
