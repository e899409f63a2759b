package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The flags of {@code run} without a file, as they were typed.
 *
 * @param listen {@code --listen}: the address to bind
 * @param backend {@code --backend}: {@code host:port}, or after {@code tcp://} or {@code tls://}
 * @param cert {@code --cert}: a PEM chain; null: leaves come from the local CA
 * @param key {@code --key}: its private key
 * @param cleartext {@code --cleartext}: no TLS downstream
 */
public record Flags(
    String listen, String backend, @Nullable Path cert, @Nullable Path key, boolean cleartext) {}
