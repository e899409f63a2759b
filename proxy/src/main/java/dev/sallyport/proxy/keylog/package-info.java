/**
 * The file with the secrets of TLS connections, for those who asked for it.
 *
 * <p>{@link dev.sallyport.proxy.keylog.KeyLogFile} takes secrets from the TLS engines of all event
 * loops and writes them in a thread of its own. It imports {@code tls}, {@code config} for who may
 * own the file, {@code .lifecycle} for its clock, SLF4J and the JDK.
 */
@NullMarked
package dev.sallyport.proxy.keylog;

import org.jspecify.annotations.NullMarked;
