package dev.sallyport.proxy.credentials;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.IdentitySource;
import dev.sallyport.certs.OcspStaples;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.TicketKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a listener that terminates TLS proves itself by, and its clients. Immutable; what it holds
 * is thread-safe.
 *
 * @param certificates what it was configured with; may be empty with the local CA
 * @param identities what it shows to its clients: those, and what the local CA mints
 * @param clients how it verifies its clients; null: it asks them for no certificate
 * @param staples what it staples to its certificates
 * @param ticketKeys those that seal its tickets, the first, or open them; empty: it makes its own
 */
public record ListenerCredentials(
    List<Identity> certificates,
    IdentitySource identities,
    @Nullable ClientAuthentication clients,
    OcspStaples staples,
    List<TicketKey> ticketKeys) {
  public ListenerCredentials {
    certificates = List.copyOf(certificates);
    ticketKeys = List.copyOf(ticketKeys);
  }

  /**
   * Whether both, of one and the same listener, are made of the same; from that and the
   * configuration follow the identities.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ListenerCredentials that
        && certificates.equals(that.certificates)
        && Objects.equals(clients, that.clients)
        && staples.equals(that.staples)
        && ticketKeys.equals(that.ticketKeys);
  }

  @Override
  public int hashCode() {
    return Objects.hash(certificates, clients, staples, ticketKeys);
  }
}
