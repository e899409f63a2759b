/**
 * Tests of the pure machine, without sockets, threads or the wall clock.
 *
 * <p>Read in this order: {@link dev.sallyport.proxy.lifecycle.TablesTest}, the two tables; {@link
 * dev.sallyport.proxy.lifecycle.ModelFlow}, a flow as the runtime drives it; {@link
 * dev.sallyport.proxy.lifecycle.Exploration}, every state that such a flow can reach; {@link
 * dev.sallyport.proxy.lifecycle.Law}, what holds in all of them; {@link
 * dev.sallyport.proxy.lifecycle.Conversation}, the language of the scripts, which tell single cases
 * in the order of a flow's life.
 */
@NullMarked
package dev.sallyport.proxy.lifecycle;

import org.jspecify.annotations.NullMarked;
