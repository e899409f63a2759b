package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.TlsVersion;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that the clients of one event loop can resume: of each server the last one of TLS
 * 1.2, or some tickets of TLS 1.3. The servers that were unused longest go when there is no room,
 * and what has expired goes when a server comes that is new. Not thread-safe.
 *
 * <p>The octets of its sessions ({@link ClientSession#octets}) are 8 MiB at most; the objects
 * around them take some 0.5 MiB more. The profiles are not counted, which are their owner's.
 */
final class ClientSessions {
  static final int MAX_SERVERS = 512;
  static final int MAX_TICKETS = 4;

  /** Larger sessions are not kept, in octets. */
  static final int MAX_OCTETS = 4096;

  /** How long no session is offered to a server with which a handshake that offered one failed. */
  static final Duration DISTRUST = Duration.ofMinutes(10);

  private final InstantSource clock;

  /** The newest first. */
  private final Map<Server, Deque<ClientSession>> sessions;

  /** Since when a server is not trusted to resume. The oldest goes when there is no room. */
  private final Map<Server, Instant> distrusted =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Server, Instant> eldest) {
          return size() > MAX_SERVERS;
        }
      };

  /**
   * Whose sessions they are. One that began under another profile is not found, so that what was
   * negotiated is still offered, and verified as it would be now. A connection asks for it several
   * times: the hash, which goes through the whole policy, is computed once.
   */
  static final class Server {
    private final SocketAddress address;
    private final ClientProfile profile;
    private final int hash;

    Server(SocketAddress address, ClientProfile profile) {
      this.address = address;
      this.profile = profile;
      this.hash = 31 * address.hashCode() + profile.hashCode();
    }

    ClientProfile profile() {
      return profile;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Server server
          && hash == server.hash
          && address.equals(server.address)
          && profile.equals(server.profile);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  ClientSessions(InstantSource clock) {
    this.clock = clock;
    sessions =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Server, Deque<ClientSession>> eldest) {
            boolean full = size() > MAX_SERVERS;
            if (full) {
              eldest.getValue().forEach(ClientSession::destroy);
            }
            return full;
          }
        };
  }

  Instant now() {
    return clock.instant();
  }

  /** The session to resume; null if there is none. What has expired is dropped. */
  @Nullable ClientSession find(Server server) {
    Deque<ClientSession> known = sessions.get(server);
    if (known == null) {
      return null;
    }
    Instant now = now();
    if (dropExpired(known, now)) {
      sessions.remove(server);
    }
    return isDistrusted(server, now) ? null : known.peekFirst();
  }

  /**
   * The session has been offered. A ticket of TLS 1.3 should be used once (RFC 8446 appendix C.4);
   * the last one stays all the same, so that connections that begin at once can all resume.
   */
  void used(Server server, ClientSession session) {
    Deque<ClientSession> known = sessions.get(server);
    if (session.version() == TlsVersion.TLS_1_3 && known != null && known.size() > 1) {
      remove(server, session);
    }
  }

  /**
   * Keeps a session; those of the other version, and with TLS 1.2 all others, are dropped. False if
   * it has expired or is too large: then it is destroyed.
   */
  boolean keep(Server server, ClientSession session) {
    Instant now = now();
    if (!session.validity().includes(now) || session.octets() > MAX_OCTETS) {
      session.destroy();
      return false;
    }
    Deque<ClientSession> known = sessions.get(server);
    if (known == null) {
      sweep(now);
      known = new ArrayDeque<>(MAX_TICKETS);
      sessions.put(server, known);
    }
    known.removeIf(
        other ->
            (session.version() == TlsVersion.TLS_1_2 || other.version() == TlsVersion.TLS_1_2)
                && destroyed(other));
    if (known.size() == MAX_TICKETS) {
      known.removeLast().destroy();
    }
    known.addFirst(session);
    return true;
  }

  /** Drops all that has expired, and the marks of servers that are trusted again. */
  private void sweep(Instant now) {
    sessions.values().removeIf(known -> dropExpired(known, now));
    distrusted.values().removeIf(since -> !holds(since, now));
  }

  /** True if none is left. */
  private static boolean dropExpired(Deque<ClientSession> known, Instant now) {
    known.removeIf(session -> !session.validity().includes(now) && destroyed(session));
    return known.isEmpty();
  }

  /** Drops a session, if it is still there. */
  void remove(Server server, ClientSession session) {
    Deque<ClientSession> known = sessions.get(server);
    if (known != null && known.removeIf(session::equals)) {
      session.destroy();
      if (known.isEmpty()) {
        sessions.remove(server);
      }
    }
  }

  /** Drops all sessions of the server, and offers none to it for {@link #DISTRUST}. */
  void distrust(Server server) {
    Deque<ClientSession> known = sessions.remove(server);
    if (known != null) {
      known.forEach(ClientSession::destroy);
    }
    Instant now = now();
    if (distrusted.remove(server) == null) {
      sweep(now);
    }
    distrusted.put(server, now);
  }

  private boolean isDistrusted(Server server, Instant now) {
    Instant since = distrusted.get(server);
    if (since == null) {
      return false;
    }
    if (holds(since, now)) {
      return true;
    }
    distrusted.remove(server);
    return false;
  }

  /** A clock that was set back ends it. */
  private static boolean holds(Instant since, Instant now) {
    return !now.isBefore(since) && now.isBefore(since.plus(DISTRUST));
  }

  private static boolean destroyed(ClientSession session) {
    session.destroy();
    return true;
  }

  /** The number of servers that there are sessions of. */
  int size() {
    return sessions.size();
  }

  /** The number of servers that there are marks of distrust of. */
  int distrusted() {
    return distrusted.size();
  }

  /** Of all sessions. */
  long octets() {
    return sessions.values().stream().flatMap(Deque::stream).mapToLong(ClientSession::octets).sum();
  }
}
