/**
 * The pure state machine of a flow: what happened, where each connection stands, what to do now.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link dev.sallyport.proxy.lifecycle.Side}, {@link dev.sallyport.proxy.lifecycle.Event} and
 *       {@link dev.sallyport.proxy.lifecycle.Action}: the words;
 *   <li>{@link dev.sallyport.proxy.lifecycle.TcpState} and {@link
 *       dev.sallyport.proxy.lifecycle.TlsState}: the two tables, as data;
 *   <li>{@link dev.sallyport.proxy.lifecycle.ConnectionState}: one connection, folded from its
 *       events;
 *   <li>{@link dev.sallyport.proxy.lifecycle.JointRule}: what an event means for both connections
 *       together; the first rule that matches gives the action;
 *   <li>{@link dev.sallyport.proxy.lifecycle.Lifecycle}: the machine: table, stamp, rule;
 *   <li>{@link dev.sallyport.proxy.lifecycle.Termination}: who ended the flow, how, and in which
 *       state.
 * </ol>
 *
 * <p>Nothing here knows a socket, a thread or a library: the package imports {@code java.*} and
 * JSpecify's annotations alone. A {@code Lifecycle} is confined to the event loop of its flow.
 */
@NullMarked
package dev.sallyport.proxy.lifecycle;

import org.jspecify.annotations.NullMarked;
