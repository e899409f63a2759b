/**
 * The kernel as a witness: what Linux's tracing tells of the states of TCP connections, matched to
 * the connections of the proxy.
 *
 * <p>Read {@link dev.sallyport.proxy.kernel.KernelWitness} (the thread that listens, and who is
 * told what), then {@code TraceLine} (one line of the trace, understood), {@code TraceInstance}
 * (the tracing instance in tracefs: made, filtered, taken away), {@link
 * dev.sallyport.proxy.kernel.KernelEvent} (what a connection is told) and {@link
 * dev.sallyport.proxy.kernel.Testimony} (what that comes to, in the words of the lifecycle).
 *
 * <p>Imports the lifecycle's clock, events and TCP table, Netty's address parser and SLF4J alone.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.kernel;
