package dev.sallyport.certs;

import java.security.cert.CertificateParsingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The identities of a configuration, found by the names in their certificates.
 *
 * <p>An exact name goes before a wildcard, which is a whole left-most label. Several identities for
 * one name are answered in the order of {@link KeyKind}, then as configured. The first identity is
 * the default, together with those of the very same names. Immutable and thread-safe.
 */
public final class ConfiguredIdentities implements IdentitySource {
  private final Map<String, List<Identity>> byName;
  private final List<Identity> fallback;

  private ConfiguredIdentities(Map<String, List<Identity>> byName, List<Identity> fallback) {
    this.byName = byName;
    this.fallback = fallback;
  }

  /**
   * Indexes identities, the default one first.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ConfiguredIdentities of(List<Identity> identities) {
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("no identity is configured");
    }
    Map<String, List<Identity>> byName = new HashMap<>();
    List<Identity> fallback = new ArrayList<>();
    Set<String> defaultNames = names(identities.get(0));
    List<Identity> bestFirst =
        identities.stream().sorted(Comparator.comparing(Identity::keyKind)).toList();
    for (Identity identity : bestFirst) {
      Set<String> names = names(identity);
      names.forEach(name -> byName.computeIfAbsent(name, n -> new ArrayList<>()).add(identity));
      boolean sameNames = !names.isEmpty() && names.equals(defaultNames);
      if (sameNames || identity.equals(identities.get(0))) {
        fallback.add(identity);
      }
    }
    byName.replaceAll((name, found) -> List.copyOf(found));
    return new ConfiguredIdentities(byName, List.copyOf(fallback));
  }

  private static Set<String> names(Identity identity) {
    Set<String> names = new TreeSet<>();
    try {
      SubjectNames all = SubjectNames.of(identity.leaf());
      all.dns().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
      all.addresses().forEach(address -> names.add(SubjectNames.text(address)));
    } catch (CertificateParsingException e) {
      names.clear(); // it can still be the default
    }
    return names;
  }

  @Override
  public List<Identity> named(String serverName) {
    return HostName.parse(serverName).map(this::named).orElse(List.of());
  }

  private List<Identity> named(HostName host) {
    List<Identity> exact = byName.get(host.text());
    String wildcard = host.wildcard();
    if (exact != null || wildcard == null) {
      return exact == null ? List.of() : exact;
    }
    return byName.getOrDefault(wildcard, List.of());
  }

  @Override
  public List<Identity> fallback() {
    return fallback;
  }
}
