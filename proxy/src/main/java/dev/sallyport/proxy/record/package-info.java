/**
 * What is known of a flow when it is over, and the log that it is written to.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link dev.sallyport.proxy.record.FlowRecord}: the whole; its two {@link
 *       dev.sallyport.proxy.record.ConnectionRecord}s hold what was seen of each side, in {@link
 *       dev.sallyport.proxy.record.TcpRecord} and {@link dev.sallyport.proxy.record.TlsRecord};
 *   <li>{@link dev.sallyport.proxy.record.TimelineEntry}: one stamp of the ordered timeline;
 *   <li>{@link dev.sallyport.proxy.record.FlowJson}: the one JSON form of a record. Writer and
 *       reader are a pair of classes for the flow and a pair for TLS, field by field in the same
 *       order: a field is added to both, and a test that makes records from their components finds
 *       the one that was forgotten. {@code Phrases} has what every record says in octets;
 *   <li>{@link dev.sallyport.proxy.record.ConnectionLog}: takes records from the event loops and
 *       writes them with a thread of its own: a queue, {@code FlowLines} into a {@code LogBatch}, a
 *       {@code LogSink};
 *   <li>{@link dev.sallyport.proxy.record.FlowLogReader}: reads the lines of a log back.
 * </ol>
 *
 * <p>Records are immutable values that mirror the schema {@code sallyport.flow/1}. Offsets and
 * durations are microseconds on the monotonic clock, offsets counted from accept. What did not
 * happen is {@code null} (a list: empty), never 0 or -1. A timeline is bounded where it is made, by
 * {@code Timeline} in the lifecycle, and again here: {@link
 * dev.sallyport.proxy.lifecycle.Timeline#MAX_ENTRIES} entries, then one that counts the rest. What
 * the missing entries would have told of the end stands in the fields of the connections.
 *
 * <p>Imports {@code java.*}, the words of {@code lifecycle}, jackson-core's streams and SLF4J.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.record;
