package dev.sallyport.tls;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of TLS 1.2 that are kept here under their IDs, for clients that take no tickets; the one
 * unused longest goes when there is no room. Thread-safe; it locks for the time of a look-up.
 */
public final class SessionCache {

  /** Room for as many as a process may need. */
  public static final int DEFAULT_CAPACITY = 20_000;

  private final Map<String, byte[]> sessions;

  /** What it holds is sealed already. */
  public SessionCache(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("no room for a session");
    }
    sessions =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > capacity;
          }
        };
  }

  void put(byte[] id, byte[] sealed) {
    String key = HexFormat.of().formatHex(id);
    synchronized (sessions) {
      sessions.put(key, sealed);
    }
  }

  byte @Nullable [] get(byte[] id) {
    String key = HexFormat.of().formatHex(id);
    synchronized (sessions) {
      return sessions.get(key);
    }
  }

  void remove(byte[] id) {
    String key = HexFormat.of().formatHex(id);
    synchronized (sessions) {
      sessions.remove(key);
    }
  }

  /** The number of sessions that it holds. */
  int size() {
    synchronized (sessions) {
      return sessions.size();
    }
  }
}
