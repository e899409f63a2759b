/** The pure state machine of a flow and of its connections. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.lifecycle;
