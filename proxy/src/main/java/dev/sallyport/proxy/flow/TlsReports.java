package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.ErrorType;
import dev.sallyport.proxy.lifecycle.Event;
import dev.sallyport.proxy.lifecycle.Timeline;
import dev.sallyport.proxy.pipeline.TlsHandler;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a TLS engine reports, in the words of the lifecycle and of the timeline. */
final class TlsReports {

  private TlsReports() {}

  /**
   * Tells the flow of {@code connection}: as an event of the machine, as an entry, or as both.
   *
   * <p>Of our own close_notify the connection tells when it has gone, which may be long after the
   * engine made it.
   */
  static void report(Connection connection, TlsEvent event) {
    if (event.type() == TlsEvent.Type.CLOSE_NOTIFY
        && event.direction() == dev.sallyport.tls.Direction.OUT) {
      return;
    }
    Event known = event(connection, event);
    if (known == null || known.label() == null) {
      connection.flow().note(entry(connection, event));
    }
    if (known != null) {
      connection.flow().report(connection.side(), known, event.at(), cause(connection, event));
    }
  }

  private static @Nullable Event event(Connection connection, TlsEvent event) {
    return switch (event.type()) {
      case CLIENT_HELLO -> Event.HELLO;
      case KEYS_DERIVED -> Event.KEYS_DERIVED;
      case CERTIFICATE_VERIFIED -> Event.CERTIFICATE_VERIFIED;
      case HANDSHAKE_COMPLETED -> Event.HANDSHAKE_COMPLETED;
      case HANDSHAKE_FAILED -> Event.HANDSHAKE_FAILED;
      case CLOSE_NOTIFY -> Event.CLOSE_NOTIFY_RECEIVED;
      case TRUNCATED ->
          event.length() == 0 && connection.traffic().isSilentSinceSaid()
              ? Event.UNANSWERED
              : Event.TRUNCATED;
      case FAILED -> Event.TLS_FAILED;
      default -> null;
    };
  }

  private static @Nullable Cause cause(Connection connection, TlsEvent event) {
    TlsHandler handler = connection.tlsHandler();
    TlsFailure failure = handler == null ? null : handler.failure();
    return switch (event.type()) {
      case HANDSHAKE_FAILED, FAILED ->
          failure == null
              ? null
              : new Cause(ErrorType.valueOf(failure.type().name()), failure.detail());
      default -> null;
    };
  }

  private static Timeline.Entry entry(Connection connection, TlsEvent event) {
    return new Timeline.Entry(
        event.at(),
        connection.side(),
        "tls." + event.type().wireName(),
        direction(event.direction()),
        details(connection, event));
  }

  private static Map<String, Object> details(Connection connection, TlsEvent event) {
    TlsAlert alert = event.alert();
    if (alert != null) {
      return inOrder(alert);
    }
    if (event.type().isMessage()) {
      return Map.of("length", event.length());
    }
    TlsHandler handler = connection.tlsHandler();
    if (event.type() == TlsEvent.Type.PRE_MASTER_SECRET && handler != null) {
      TlsFacts.PreMaster preMaster = handler.facts().preMaster();
      return preMaster == null ? Map.of() : Map.of("by", preMaster.by().id());
    }
    return Map.of();
  }

  private static Map<String, Object> inOrder(TlsAlert alert) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("level", alert.level().wireName());
    details.put("name", alert.name());
    details.put("code", alert.code());
    return details;
  }

  private static @Nullable Direction direction(dev.sallyport.tls.@Nullable Direction direction) {
    return direction == null ? null : Direction.valueOf(direction.name());
  }
}
