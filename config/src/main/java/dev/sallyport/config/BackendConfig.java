package dev.sallyport.config;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code backends}: servers that do the same work, and how they are spoken to.
 *
 * @param name the entry's name
 * @param servers at least one
 * @param sourceAddress dialled from, or null: the kernel picks it
 * @param tls null: cleartext
 */
public record BackendConfig(
    String name,
    List<ServerAddress> servers,
    @Nullable InetAddress sourceAddress,
    Balance balance,
    @Nullable BackendTlsConfig tls,
    ProxyProtocolOut proxyProtocol,
    Origins origins) {

  /** An example of servers. */
  static final String AS_IN = " (as in [\"" + ServerAddress.EXAMPLE + "\"])";

  public BackendConfig {
    servers = List.copyOf(servers);
    Rules.of(origins)
        .require(Names.valid(name), "", Names.WANTED)
        .require(!servers.isEmpty(), "servers", "needs at least one server" + AS_IN, "servers")
        .check();
  }
}
