package dev.sallyport.tls;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What a server needs to let sessions be resumed: the keys of its tickets, the cache of its session
 * IDs, how long a session can be resumed, and the wall clock that tells its age. Thread-safe.
 *
 * @param lifetime 1 second to 7 days (RFC 8446 section 4.6.1)
 */
public record ServerSessions(
    TicketKeys keys, SessionCache cache, Duration lifetime, InstantSource clock) {

  /** As OpenSSL's default. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(2);

  /** However often it is resumed, a session has to begin anew after that. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(7);

  public ServerSessions {
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException("a ticket lives 1 second to 7 days, not " + lifetime);
    }
  }

  /** With keys of its own and the default lifetime. */
  public static ServerSessions of(SessionCache cache) {
    InstantSource clock = InstantSource.system();
    return new ServerSessions(
        TicketKeys.rotating(clock, DEFAULT_LIFETIME), cache, DEFAULT_LIFETIME, clock);
  }

  /** With keys that are given and the default lifetime. */
  public static ServerSessions of(SessionCache cache, TicketKeys keys) {
    return new ServerSessions(keys, cache, DEFAULT_LIFETIME, InstantSource.system());
  }

  /** Keeps a session under its ID. */
  public void keep(byte[] id, byte[] state, SecureRandom random) {
    cache.put(id, keys.seal(state, random));
  }

  /** The state of the session with that ID; null if there is none. */
  public byte @Nullable [] find(byte[] id) {
    byte[] sealed = cache.get(id);
    return sealed == null ? null : keys.open(sealed);
  }

  /** The session with that ID is not resumed any more. */
  public void forget(byte[] id) {
    cache.remove(id);
  }

  public Instant now() {
    return clock.instant();
  }
}
