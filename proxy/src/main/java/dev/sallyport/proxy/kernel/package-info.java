/**
 * The kernel as a witness: what Linux's tracing tells of the states of TCP connections, matched to
 * the connections of the proxy.
 *
 * <p>Read {@link dev.sallyport.proxy.kernel.KernelWitness} (the thread that listens, and who is
 * told what), then {@code TraceLine} (one line of the trace, understood), {@code TraceInstance}
 * (the tracing instance in tracefs: made, filtered, taken away) and {@link
 * dev.sallyport.proxy.kernel.KernelEvent} (what a connection is told).
 *
 * <p>{@code timing.kernel} is not built yet: no flow follows its connections here so far. Imports
 * the lifecycle's clock, Netty's address parser and SLF4J alone.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.kernel;
