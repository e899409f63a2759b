/**
 * A flow at run time: two connections, the machine between them, and the record at the end.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link dev.sallyport.proxy.flow.Listener}, {@link dev.sallyport.proxy.flow.Backend} and
 *       {@link dev.sallyport.proxy.flow.Services}: what flows are given;
 *   <li>{@link dev.sallyport.proxy.flow.Flow}: reports events to its lifecycle and performs the
 *       actions that come back;
 *   <li>{@link dev.sallyport.proxy.flow.Connection}: one side; what its handlers tell becomes
 *       events, what the flow wants becomes calls on its channel; {@link
 *       dev.sallyport.proxy.flow.Ending} is how it ends;
 *   <li>{@link dev.sallyport.proxy.flow.Upstream} and its {@link dev.sallyport.proxy.flow.Dialer}:
 *       server after server, address after address;
 *   <li>{@link dev.sallyport.proxy.flow.Deadlines}: the time limits;
 *   <li>{@link dev.sallyport.proxy.flow.RecordAssembler}: what is left when all is over.
 * </ol>
 *
 * <p>Both connections of a flow live on one event loop, so nothing here is locked or volatile but
 * what several loops share: the counters of {@code Backend} and {@code AccessRules}, touched once a
 * dial and once an accept.
 */
@NullMarked
package dev.sallyport.proxy.flow;

import org.jspecify.annotations.NullMarked;
