/**
 * A program that leaks on demand, watched and searched as a test run is: start with {@code
 * SecretsWatchIT}.
 */
@NullMarked
package dev.sallyport.secrets;

import org.jspecify.annotations.NullMarked;
