package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the clients of a listener prove who they are.
 *
 * @param trust a PEM file of anchors for their certificates; there unless nobody is asked
 */
public record ClientAuthConfig(ClientAuth mode, @Nullable Path trust) {}
