package dev.sallyport.certs;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Identities that a local CA issues as their names are asked for.
 *
 * <p>Thread-safe: the lock is held for a look into the cache, not while a certificate is signed;
 * two threads that ask for one new name at once may both issue it, which does no harm.
 */
final class LocalIdentities implements IdentitySource {
  static final int MAX_NAMES = 1_000;

  private static final HostName LOCALHOST = new HostName("localhost", null);

  private final LocalCa ca;
  private final List<KeyPair> keys;

  /** By name, the one asked for longest ago first; guarded by itself. */
  private final Map<String, List<Identity>> issued = new LinkedHashMap<>(16, 0.75f, true);

  LocalIdentities(LocalCa ca, Set<KeyKind> kinds) {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("identities need a kind of key");
    }
    this.ca = ca;
    this.keys = kinds.stream().sorted().map(KeyKind::newKeys).toList();
  }

  @Override
  public List<Identity> named(String serverName) {
    return HostName.parse(serverName).map(this::identities).orElse(List.of());
  }

  @Override
  public List<Identity> fallback() {
    return identities(LOCALHOST);
  }

  private List<Identity> identities(HostName host) {
    List<Identity> known = lookUp(host.text());
    if (known != null && fresh(known.get(0), ca.now())) {
      return known;
    }
    List<Identity> fresh = keys.stream().map(pair -> ca.issue(List.of(host.text()), pair)).toList();
    remember(host.text(), fresh);
    return fresh;
  }

  private @Nullable List<Identity> lookUp(String name) {
    synchronized (issued) {
      return issued.get(name);
    }
  }

  private void remember(String name, List<Identity> identities) {
    synchronized (issued) {
      issued.put(name, identities);
      if (issued.size() > MAX_NAMES) {
        Iterator<String> eldest = issued.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }

  private static boolean fresh(Identity identity, Instant now) {
    Validity validity = Validity.of(identity.leaf());
    Duration life = Duration.between(validity.notBefore(), validity.notAfter());
    Duration left = Duration.between(now, validity.notAfter());
    return !validity.beginsAfter(now) && left.compareTo(life.dividedBy(3)) >= 0;
  }
}
