package dev.sallyport.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a listener resumes sessions.
 *
 * @param ticketKeys the file of the keys that seal tickets, or null: keys of the process's own
 */
public record ResumptionConfig(boolean on, @Nullable Path ticketKeys) {}
