package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The credentials of the last handshakes, so that a chain is encoded once and not for each client.
 * One that {@value #HANDSHAKES} handshakes had no use for is forgotten when another comes: of a
 * certificate that was replaced nothing stays, its key least of all.
 */
final class Credentials {
  static final int HANDSHAKES = 1000;

  private static final float LOAD_FACTOR = 0.75f;

  private final Crypto crypto;
  private final Map<Key, Entry> recent = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private long handshakes;

  Credentials(Crypto crypto) {
    this.crypto = crypto;
  }

  Credential of(Identity identity) {
    handshakes++;
    Key key = new Key(identity);
    Entry entry = recent.get(key);
    if (entry == null) {
      forgetUnused();
      entry = new Entry(new Credential(crypto, identity));
      recent.put(key, entry);
    }
    entry.usedBy = handshakes;
    return entry.credential;
  }

  /** Begins with the one that was used the longest time ago. */
  private void forgetUnused() {
    Iterator<Entry> eldest = recent.values().iterator();
    while (eldest.hasNext() && handshakes - eldest.next().usedBy > HANDSHAKES) {
      eldest.remove();
    }
  }

  private static final class Entry {
    private final Credential credential;
    private long usedBy;

    Entry(Credential credential) {
      this.credential = credential;
    }
  }

  /** An identity as an object: comparing keys and chains would cost more than it saves. */
  private static final class Key {
    private final Identity identity;

    Key(Identity identity) {
      this.identity = identity;
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Key key && key.identity == identity;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(identity);
    }
  }
}
