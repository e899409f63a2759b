/** TLS endpoints without I/O: bytes in, bytes and facts out. */
@NullMarked
package dev.sallyport.tls;

import org.jspecify.annotations.NullMarked;
