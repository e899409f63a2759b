/**
 * What is known of a flow when it is over, and the log it is written to.
 *
 * <p>Read in this order: {@link dev.sallyport.proxy.record.FlowRecord} is the whole; its two {@link
 * dev.sallyport.proxy.record.ConnectionRecord}s hold what was seen of each side, in {@link
 * dev.sallyport.proxy.record.TcpRecord} and {@link dev.sallyport.proxy.record.TlsRecord}; {@link
 * dev.sallyport.proxy.record.TimelineEntry} is one stamp of the ordered timeline.
 *
 * <p>All of these are immutable values that mirror the schema {@code sallyport.flow/1}. Offsets and
 * durations are microseconds on the monotonic clock, offsets counted from accept. What did not
 * happen is {@code null} (a list: empty), never 0 or -1.
 */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy.record;
