/**
 * What {@code certs inspect} finds out about a file or a server, as text for a person.
 *
 * <p>Read {@link dev.sallyport.proxy.inspect.Inspection}, what comes out; then {@link
 * dev.sallyport.proxy.inspect.FileInspection}, and {@link
 * dev.sallyport.proxy.inspect.ServerInspection} with the {@code TlsProbe} that makes its handshake.
 * {@code CertificateText} and {@code Sheet} are how it is laid out, {@link
 * dev.sallyport.proxy.inspect.Trust} is what a verdict is measured by.
 *
 * <p>May import {@code certs}, {@code tls}, the clock of {@code .lifecycle}, and how {@code config}
 * and Netty write addresses.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.inspect;
