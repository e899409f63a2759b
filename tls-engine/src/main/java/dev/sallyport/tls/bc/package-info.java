/**
 * The engine on Bouncy Castle's protocol classes; {@link dev.sallyport.tls.bc.BouncyCastleTls} is
 * its one entrance.
 */
@NullMarked
package dev.sallyport.tls.bc;

import org.jspecify.annotations.NullMarked;
