package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.DialOn;
import dev.sallyport.proxy.lifecycle.Plan;
import dev.sallyport.tls.ServerProfile;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a listener gives to each of its flows.
 *
 * @param tls what is done with the client's TLS
 * @param profiles how TLS is spoken to clients: may be replaced, and is read once a flow; null
 *     unless it ends here
 * @param header whether a PROXY header is awaited
 * @param routes the backend for a server name, or for none
 */
public record Listener(
    String name,
    Plan.TlsMode tls,
    @Nullable AtomicReference<ServerProfile> profiles,
    DialOn dialOn,
    Header header,
    AccessRules access,
    Function<@Nullable String, Backend> routes) {

  /** What is expected of the PROXY protocol. */
  public enum Header {
    OFF,
    OPTIONAL,
    REQUIRED
  }

  /** How TLS is spoken to a client that comes now; null unless it ends here. */
  public @Nullable ServerProfile profile() {
    return profiles == null ? null : profiles.get();
  }

  Plan plan() {
    return new Plan(tls, false, dialOn, header != Header.OFF);
  }
}
