package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Termination;
import org.jspecify.annotations.Nullable;

/**
 * Who ended a flow first, and how.
 *
 * @param atMicros when the first end was seen or made
 * @param halfCloseMicros how long one direction went on after the other had ended
 */
public record CloseRecord(
    Termination.Closer first,
    Termination.Means by,
    long atMicros,
    @Nullable Long halfCloseMicros) {}
