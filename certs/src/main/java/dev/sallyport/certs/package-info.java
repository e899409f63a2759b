/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.certs;
