package dev.sallyport.proxy.record;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Side;
import org.jspecify.annotations.Nullable;

/**
 * Why a flow did not end well.
 *
 * @param side where it happened
 * @param state the state that side was in, upper case: of TLS while its handshake was unfinished,
 *     of TCP otherwise
 * @param alert the TLS alert that told of it, received or sent
 * @param detail a sentence for people, without secrets
 */
public record ErrorRecord(
    Side side,
    @Nullable String state,
    ErrorType type,
    @Nullable Alert alert,
    @Nullable String detail) {

  /**
   * A TLS alert (RFC 8446 §6).
   *
   * @param level {@code warning} or {@code fatal}
   * @param name the RFC's spelling, {@code unknown_ca}
   */
  public record Alert(Direction direction, String level, String name, int code) {}
}
