package dev.sallyport.proxy.ladder;

import dev.sallyport.config.Cidr;
import dev.sallyport.config.HostNames;
import dev.sallyport.proxy.lifecycle.Outcome;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TlsRecord;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which flows of a log are of interest: those that have all of what is asked for.
 *
 * @param outcomes any of these; empty for all there are
 * @param serverName the name that the client asked for: exact, or {@code *.} for one label
 * @param remote where the client is
 * @param slowerThan less than the flow lasted
 */
public record FlowFilter(
    Set<Outcome> outcomes,
    @Nullable String serverName,
    @Nullable Remote remote,
    @Nullable Duration slowerThan) {

  /** Every flow is of interest. */
  public static final FlowFilter NONE = new FlowFilter(Set.of(), null, null, null);

  public FlowFilter {
    outcomes = Set.copyOf(outcomes);
    serverName = serverName == null ? null : serverName.toLowerCase(Locale.ROOT);
    if (serverName != null && !HostNames.isPattern(serverName)) {
      throw new IllegalArgumentException(
          "not a host name, or *. and a host name: \"" + serverName + "\"");
    }
  }

  /**
   * Addresses of clients.
   *
   * @param port of one connection; null for every one
   */
  public record Remote(Cidr range, @Nullable Integer port) {
    private static final Pattern WITH_PORT =
        Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");

    /**
     * Reads an address, a range {@code 10.0.0.0/8}, or an address and a port, {@code [::1]:50000}.
     *
     * @throws IllegalArgumentException saying what is wrong with {@code text}
     */
    public static Remote parse(String text) {
      Matcher withPort = WITH_PORT.matcher(text);
      return withPort.matches()
          ? new Remote(Cidr.parse(host(withPort)), Integer.valueOf(withPort.group(3)))
          : new Remote(Cidr.parse(text), null);
    }

    /** Whether a record's {@code host:port} is one of these. */
    boolean matches(@Nullable String address) {
      Matcher parts = address == null ? null : WITH_PORT.matcher(address);
      return parts != null
          && parts.matches()
          && (port == null || port == Integer.parseInt(parts.group(3)))
          && range.contains(host(parts));
    }

    private static String host(Matcher parts) {
      return parts.group(1) == null ? parts.group(2) : parts.group(1);
    }
  }

  /** Whether this filter lets everything pass. */
  boolean isNone() {
    return equals(NONE);
  }

  /** Whether a flow has all of what is asked for. */
  boolean matches(FlowRecord flow) {
    return (outcomes.isEmpty() || outcomes.contains(flow.outcome()))
        && (serverName == null || matchesName(serverName, flow.downstream().tls()))
        && (remote == null || isFrom(remote, flow))
        && (slowerThan == null || lasted(flow).compareTo(slowerThan) > 0);
  }

  private static boolean matchesName(String pattern, @Nullable TlsRecord tls) {
    String name = tls == null ? null : tls.parameters().serverName();
    return name != null && HostNames.matches(pattern, name.toLowerCase(Locale.ROOT));
  }

  /** Behind a load balancer the client is whom the PROXY header names. */
  private static boolean isFrom(Remote remote, FlowRecord flow) {
    FlowRecord.Proxied proxied = flow.heading().proxied();
    return remote.matches(flow.downstream().remote())
        || (proxied != null && remote.matches(proxied.source()));
  }

  private static Duration lasted(FlowRecord flow) {
    return Duration.of(flow.ending().durationMicros(), ChronoUnit.MICROS);
  }
}
