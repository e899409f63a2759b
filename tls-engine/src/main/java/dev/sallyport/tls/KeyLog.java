package dev.sallyport.tls;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the secrets of TLS connections go by which a capture can be decrypted (RFC 9850). It is
 * called on the thread of the engine, must not block and must not throw.
 */
public interface KeyLog {

  /**
   * Whether secrets of a connection are wanted; asked when there is the first.
   *
   * @param serverName the name that the client of the connection asks for; null if for none
   */
  boolean wants(@Nullable String serverName);

  /**
   * Takes one secret. The arrays are the caller's, who overwrites the secret afterwards.
   *
   * @param label such as {@code CLIENT_RANDOM}
   * @param clientRandom names the connection
   */
  void log(String label, byte[] clientRandom, byte[] secret);

  /**
   * The same log, which also wants what it wants of connections for another name.
   *
   * @param otherName asked when this log is
   */
  default KeyLog alsoFor(Supplier<@Nullable String> otherName) {
    KeyLog log = this;
    return new KeyLog() {
      @Override
      public boolean wants(@Nullable String serverName) {
        return log.wants(otherName.get()) || log.wants(serverName);
      }

      @Override
      public void log(String label, byte[] clientRandom, byte[] secret) {
        log.log(label, clientRandom, secret);
      }
    };
  }
}
