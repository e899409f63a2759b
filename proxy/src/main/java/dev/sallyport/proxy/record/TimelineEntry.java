package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stamp of a flow's timeline.
 *
 * @param micros offset from accept; a kernel stamp may be slightly negative
 * @param side absent for what concerns the flow as a whole
 * @param event its name, {@code tls.client_hello}: the label of an {@link
 *     dev.sallyport.proxy.lifecycle.Event}, {@code tls.} and the RFC's name of a message, or one of
 *     the constants here
 * @param direction absent for what has none
 * @param kernel whether the stamp is the kernel's
 * @param details what else is known, in order; values are strings, integers ({@code Long}) and
 *     booleans
 */
public record TimelineEntry(
    long micros,
    @Nullable Side side,
    String event,
    @Nullable Direction direction,
    boolean kernel,
    Map<String, Object> details) {

  /** The first byte of the application that passed on a side in a direction. */
  public static final String FIRST_BYTE = "app.first_byte";

  /** Stands last where entries were left out; its detail {@code count} says how many. */
  public static final String CUT = "timeline_cut";

  public TimelineEntry {
    details = plain(details);
  }

  /** An entry of the proxy's own clock without details. */
  public static TimelineEntry of(
      long micros, @Nullable Side side, String event, @Nullable Direction direction) {
    return new TimelineEntry(micros, side, event, direction, false, Map.of());
  }

  /** The entry that stands for {@code count} others from {@code micros} on. */
  public static TimelineEntry cut(long micros, long count) {
    return new TimelineEntry(micros, null, CUT, null, false, Map.of("count", count));
  }

  /** Returns the detail {@code key} as text, or {@code null}. */
  public @Nullable String text(String key) {
    Object value = details.get(key);
    return value == null ? null : value.toString();
  }

  /** Most entries have one detail or none, whose order need not be kept. */
  private static Map<String, Object> plain(Map<String, Object> details) {
    if (details.isEmpty()) {
      return Map.of();
    }
    if (details.size() == 1) {
      Map.Entry<String, Object> only = details.entrySet().iterator().next();
      return Map.of(only.getKey(), plain(only.getKey(), only.getValue()));
    }
    Map<String, Object> checked = new LinkedHashMap<>();
    details.forEach((key, value) -> checked.put(key, plain(key, value)));
    return Collections.unmodifiableMap(checked);
  }

  private static Object plain(String key, Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    throw new IllegalArgumentException("detail " + key + " is a " + value.getClass().getName());
  }
}
