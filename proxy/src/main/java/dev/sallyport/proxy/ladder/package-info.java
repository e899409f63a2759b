/** The picture of a flow record for a person at a terminal. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.ladder;
