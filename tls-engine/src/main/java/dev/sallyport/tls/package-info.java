/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.tls;
