package dev.sallyport.proxy.flow;

import dev.sallyport.proxy.lifecycle.Cause;
import dev.sallyport.proxy.lifecycle.ErrorType;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who may come in, and how often at once. Safe for use by any thread. */
public final class AccessRules {

  private final Predicate<InetAddress> permitted;
  private final int maxPerAddress;
  private final ConcurrentMap<InetAddress, Integer> present = new ConcurrentHashMap<>();

  /**
   * The rules of one listener.
   *
   * @param maxPerAddress flows that one address may have at once; 0 for no limit
   */
  public AccessRules(Predicate<InetAddress> permitted, int maxPerAddress) {
    this.permitted = permitted;
    this.maxPerAddress = maxPerAddress;
  }

  /** Lets {@code client} in, or says why not. Who was let in must {@link #leave}. */
  @Nullable Cause enter(InetAddress client) {
    if (!permitted.test(client)) {
      return new Cause(ErrorType.ACCESS_DENIED, "the access rules deny " + client.getHostAddress());
    }
    if (maxPerAddress > 0 && present.merge(client, 1, Integer::sum) > maxPerAddress) {
      leave(client);
      return new Cause(
          ErrorType.LIMIT,
          client.getHostAddress() + " has " + maxPerAddress + " connections already");
    }
    return null;
  }

  /** {@code client} has gone. */
  void leave(InetAddress client) {
    if (maxPerAddress > 0) {
      present.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    }
  }
}
