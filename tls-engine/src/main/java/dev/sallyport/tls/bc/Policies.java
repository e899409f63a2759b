package dev.sallyport.tls.bc;

import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import java.util.IdentityHashMap;

/** What the profiles in use resolve to: worked out once for each, and not for each connection. */
final class Policies {
  private static final int MAX = 1000;

  private final IdentityHashMap<ServerProfile, Policy> known = new IdentityHashMap<>();

  Policy of(ServerProfile profile) {
    Policy policy = known.get(profile);
    if (policy == null) {
      if (known.size() >= MAX) {
        known.clear();
      }
      policy = profile.policy();
      known.put(profile, policy);
    }
    return policy;
  }
}
