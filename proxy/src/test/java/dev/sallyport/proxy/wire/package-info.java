/**
 * The proof of the record against packets: connections are ended in every way, what goes over
 * loopback is captured, and each record is compared with the packets of its two connections.
 *
 * <p>Read {@link dev.sallyport.proxy.wire.RecordsMatchPackets} first, the suite; then {@link
 * dev.sallyport.proxy.wire.Cell} and {@link dev.sallyport.proxy.wire.Close}, what is played, {@link
 * dev.sallyport.proxy.wire.Scenario}, {@link dev.sallyport.proxy.wire.Stage} and {@link
 * dev.sallyport.proxy.wire.House}, where, and {@link dev.sallyport.proxy.wire.Peer}, by whom.
 * {@link dev.sallyport.proxy.wire.Dissection} reads the packets, {@link
 * dev.sallyport.proxy.wire.WireConnection} knows what they say, and {@link
 * dev.sallyport.proxy.wire.Comparison} holds a record against them; {@link
 * dev.sallyport.proxy.wire.Stamps} keeps how far the times are apart.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.wire;
