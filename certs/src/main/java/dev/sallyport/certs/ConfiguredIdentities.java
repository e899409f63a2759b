package dev.sallyport.certs;

import java.util.List;

/** The identities of a configuration, found by the names in their certificates. */
public final class ConfiguredIdentities implements IdentitySource {
  private final List<Identity> fallback;

  private ConfiguredIdentities(List<Identity> identities) {
    fallback = identities.subList(0, 1);
  }

  /**
   * Indexes identities, the default one first.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ConfiguredIdentities of(List<Identity> identities) {
    return new ConfiguredIdentities(List.copyOf(identities));
  }

  @Override
  public List<Identity> named(String serverName) {
    return List.of();
  }

  @Override
  public List<Identity> fallback() {
    return fallback;
  }
}
