package dev.sallyport.proxy.flow;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsVersion;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A backend and its servers, shared by all event loops. */
public final class Backend {

  /** In which order a flow tries the servers. */
  public enum Balance {
    ROUND_ROBIN,
    LEAST_CONNECTIONS
  }

  /**
   * How TLS is spoken to the servers.
   *
   * @param verifier null where certificates are not verified
   * @param identity shown to servers that ask for a certificate, or null
   * @param serverName the name to ask for and to verify, instead of the server's own
   * @param alpn what to offer; null: just what was negotiated downstream
   * @param resumption whether sessions of the servers are resumed
   */
  public record Tls(
      @Nullable PeerVerifier verifier,
      @Nullable Identity identity,
      @Nullable String serverName,
      List<TlsVersion> versions,
      @Nullable List<String> alpn,
      boolean resumption) {}

  /** One server: a host name or IP literal, a port, and how many flows it has now. */
  public static final class Server {
    private final String host;
    private final int port;
    private final AtomicInteger flows = new AtomicInteger();

    public Server(String host, int port) {
      this.host = host;
      this.port = port;
    }

    String host() {
      return host;
    }

    int port() {
      return port;
    }

    void acquire() {
      flows.incrementAndGet();
    }

    void release() {
      flows.decrementAndGet();
    }

    @Override
    public String toString() {
      return NetUtil.toSocketAddressString(host, port);
    }
  }

  private final String name;
  private final List<Server> servers;
  private final Balance balance;
  private final @Nullable InetAddress sourceAddress;
  private final @Nullable HAProxyProtocolVersion proxyHeader;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile @Nullable Profiles profiles;

  /** How TLS is spoken now, with the profiles that were made of it. */
  private record Profiles(Tls tls, ConcurrentMap<ProfileKey, ClientProfile> made) {
    Profiles(Tls tls) {
      this(tls, new ConcurrentHashMap<>());
    }
  }

  /** As many as there are servers times protocols that a listener can negotiate. */
  private record ProfileKey(String serverName, List<String> alpn) {}

  /**
   * A backend.
   *
   * @param tls null for cleartext
   * @param sourceAddress what to dial from; null: the kernel chooses
   * @param proxyHeader the version of the header to send, or null for none
   */
  public Backend(
      String name,
      List<Server> servers,
      Balance balance,
      @Nullable Tls tls,
      @Nullable InetAddress sourceAddress,
      @Nullable HAProxyProtocolVersion proxyHeader) {
    this.name = name;
    this.servers = List.copyOf(servers);
    this.balance = balance;
    this.profiles = tls == null ? null : new Profiles(tls);
    this.sourceAddress = sourceAddress;
    this.proxyHeader = proxyHeader;
  }

  String name() {
    return name;
  }

  /** How TLS is spoken to who is dialled now; null for cleartext. */
  @Nullable Tls tls() {
    Profiles now = profiles;
    return now == null ? null : now.tls;
  }

  /** Has TLS spoken otherwise from now on; what runs goes on as it began. */
  public void replaceTls(Tls tls) {
    profiles = new Profiles(tls);
  }

  @Nullable InetAddress sourceAddress() {
    return sourceAddress;
  }

  @Nullable HAProxyProtocolVersion proxyHeader() {
    return proxyHeader;
  }

  /**
   * How to speak TLS to {@code server} now.
   *
   * @param mirrored the protocol negotiated downstream, where that is all to be offered
   */
  ClientProfile profile(Server server, @Nullable String mirrored) {
    Profiles now = Objects.requireNonNull(profiles);
    Tls tls = now.tls;
    List<String> configured = tls.alpn == null ? List.of() : tls.alpn;
    List<String> alpn = mirrored == null ? configured : List.of(mirrored);
    String serverName = tls.serverName == null ? server.host : tls.serverName;
    return now.made.computeIfAbsent(
        new ProfileKey(serverName, alpn),
        key ->
            new ClientProfile(serverName, tls.verifier, tls.versions, alpn, TlsLimits.defaults())
                .withIdentity(tls.identity));
  }

  /** Every server once, in the order in which a new flow should try them. */
  List<Server> inOrder() {
    int first = Math.floorMod(turn.getAndIncrement(), servers.size());
    List<Server> order = new ArrayList<>(servers.size());
    order.addAll(servers.subList(first, servers.size()));
    order.addAll(servers.subList(0, first));
    return balance == Balance.LEAST_CONNECTIONS ? byFlows(order) : order;
  }

  /** Each counter is read once: other event loops change them while this one sorts. */
  private static List<Server> byFlows(List<Server> order) {
    record Counted(Server server, int flows) {}
    return order.stream()
        .map(server -> new Counted(server, server.flows.get()))
        .sorted(Comparator.comparingInt(Counted::flows))
        .map(Counted::server)
        .toList();
  }
}
