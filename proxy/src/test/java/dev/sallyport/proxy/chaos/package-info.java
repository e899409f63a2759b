/**
 * The fault matrix: each fault on either side in each state of a flow ends with one record that
 * says what was injected.
 *
 * <p>Read {@code fault-matrix.txt} first, which says what has to come of each {@link
 * dev.sallyport.proxy.chaos.Cell}; then {@link dev.sallyport.proxy.chaos.FaultMatrixIT}, {@link
 * dev.sallyport.proxy.chaos.Experiment}, which puts one cell on sockets, {@link
 * dev.sallyport.proxy.chaos.Conversation}, what the two peers say, and {@link
 * dev.sallyport.proxy.chaos.ChaosRelay}, which stands between one of them and the proxy.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.chaos;
