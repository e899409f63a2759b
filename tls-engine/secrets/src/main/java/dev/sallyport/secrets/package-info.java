/**
 * What looks after the secrets of a whole test run: none may stand in anything that the run has
 * left, but in the files that are made to hold them.
 *
 * <p>{@link dev.sallyport.secrets.SecretsAgent} is loaded into every JVM of the run and has the
 * constructors of keys and TLS secrets, which {@code Hook} lists, call {@link
 * dev.sallyport.secrets.Sightings}, which writes them to a file. When the run is over, {@link
 * dev.sallyport.secrets.SecretsSearch} makes {@code Fingerprints} of them and asks these about
 * every octet of every file, as it stands and through the {@code Decoding}s.
 */
@NullMarked
package dev.sallyport.secrets;

import org.jspecify.annotations.NullMarked;
