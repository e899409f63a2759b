/** HOCON into checked configuration records. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.config;
