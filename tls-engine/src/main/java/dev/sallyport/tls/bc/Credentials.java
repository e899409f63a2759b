package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import java.util.LinkedHashMap;
import java.util.Map;

/** The credentials that were used last, so that a chain is encoded once and not for each client. */
final class Credentials {
  private static final int MAX = 1000;
  private static final float LOAD_FACTOR = 0.75f;

  private final Crypto crypto;
  private final Map<Key, Credential> recent =
      new LinkedHashMap<>(16, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Credential> eldest) {
          return size() > MAX;
        }
      };

  Credentials(Crypto crypto) {
    this.crypto = crypto;
  }

  Credential of(Identity identity) {
    return recent.computeIfAbsent(new Key(identity), key -> new Credential(crypto, key.identity));
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
