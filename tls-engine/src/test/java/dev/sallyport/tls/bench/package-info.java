/**
 * Benchmarks of the primitives that TLS needs, provider against provider: {@code Primitives} finds
 * each under the name that its provider gives it, the other classes measure one kind each. The
 * README of the module says how they are run.
 */
@NullMarked
package dev.sallyport.tls.bench;

import org.jspecify.annotations.NullMarked;
