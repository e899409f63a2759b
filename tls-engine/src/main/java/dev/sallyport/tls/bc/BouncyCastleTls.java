package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsSink;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The maker of TLS engines that share one provider of cryptography, its random source and its
 * cached keys: one per event loop. Neither it nor its engines are thread-safe.
 */
public final class BouncyCastleTls {

  private final @Nullable TlsEngine engine = null;

  /**
   * A server's engine for one connection.
   *
   * @param nanos the clock that stamps events and measures, in nanoseconds
   */
  public TlsEngine server(ServerProfile profile, TlsSink sink, LongSupplier nanos) {
    return Objects.requireNonNull(engine);
  }

  /**
   * A client's engine for one connection.
   *
   * @param nanos the clock that stamps events and measures, in nanoseconds
   */
  public TlsEngine client(ClientProfile profile, TlsSink sink, LongSupplier nanos) {
    return Objects.requireNonNull(engine);
  }
}
