package dev.sallyport.tls;

import dev.sallyport.tls.ImpossiblePolicyException.Part;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one end is ready to negotiate, each list in its order of preference. Checked when it is
 * made: an {@link IllegalArgumentException} says which value cannot be, and what can.
 *
 * @param versions those that have at least one suite; never empty
 * @param cipherSuites never empty
 * @param strictOrder whether a server takes the suites in their order whatever a client prefers;
 *     else one that lists ChaCha20 before every AES gets ChaCha20
 * @param groups never empty
 * @param alpn protocols (RFC 7301); empty: none is negotiated
 */
public record Policy(
    List<TlsVersion> versions,
    List<CipherSuite> cipherSuites,
    boolean strictOrder,
    List<NamedGroup> groups,
    List<String> alpn) {

  private static final List<NamedGroup> DEFAULT_GROUPS =
      List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
  private static final List<NamedGroup> NONE = List.of();
  private static final List<NamedGroup> DEFAULT_HYBRIDS = List.of(NamedGroup.X25519MLKEM768);
  private static final List<NamedGroup> DEFAULT_FIELDS =
      List.of(NamedGroup.FFDHE2048, NamedGroup.FFDHE3072);
  private static final int MAX_PROTOCOL_NAME = 255;

  public Policy {
    if (versions.isEmpty()) {
      throw new ImpossiblePolicyException(Part.VERSIONS, "no version is allowed");
    }
    cipherSuites = List.copyOf(cipherSuites);
    groups = List.copyOf(groups);
    alpn = checkedAlpn(alpn);
    versions = versions.stream().filter(spokenBy(cipherSuites)::contains).sorted().toList();
    if (versions.isEmpty()) {
      throw new ImpossiblePolicyException(
          Part.CIPHER_SUITES, "no cipher suite for the versions that are allowed");
    }
  }

  /**
   * The default policy of a client. It does not offer the hybrid group: servers that prefer it
   * would ask for a share of it, which costs a round trip.
   */
  public static Policy client(List<TlsVersion> versions) {
    List<CipherSuite> suites = suites(versions, EnumSet.of(KeyExchange.ECDHE), List.of());
    return new Policy(versions, suites, false, DEFAULT_GROUPS, List.of());
  }

  /**
   * A server's policy, without ALPN.
   *
   * @param keyExchanges those of TLS 1.2: {@link KeyExchange#ECDHE}, {@link KeyExchange#DHE},
   *     {@link KeyExchange#RSA}
   * @param cipherSuites IANA names in the server's order; empty for the default. Exactly these can
   *     be negotiated: a version for which none is listed is not spoken
   * @param groups IANA names in the server's order; empty for the default
   */
  public static Policy server(
      List<TlsVersion> versions,
      Set<KeyExchange> keyExchanges,
      List<String> cipherSuites,
      List<String> groups) {
    if (versions.contains(TlsVersion.TLS_1_2)) {
      checkKeyExchanges(keyExchanges);
    }
    return new Policy(
        versions,
        suites(versions, keyExchanges, cipherSuites),
        !cipherSuites.isEmpty(),
        groups(versions.contains(TlsVersion.TLS_1_2) ? keyExchanges : Set.of(), groups),
        List.of());
  }

  /** The same with these protocols, each of 1 to 255 octets, in the order of preference. */
  public Policy withAlpn(List<String> protocols) {
    return new Policy(versions, cipherSuites, strictOrder, groups, protocols);
  }

  private static List<String> checkedAlpn(List<String> protocols) {
    for (String protocol : protocols) {
      int length = protocol.getBytes(StandardCharsets.UTF_8).length;
      if (length < 1 || length > MAX_PROTOCOL_NAME) {
        throw new IllegalArgumentException(
            "an ALPN protocol has 1 to 255 octets, not " + length + ": " + protocol);
      }
    }
    return List.copyOf(protocols);
  }

  private static void checkKeyExchanges(Set<KeyExchange> keyExchanges) {
    Set<KeyExchange> possible = EnumSet.of(KeyExchange.ECDHE, KeyExchange.DHE, KeyExchange.RSA);
    if (keyExchanges.isEmpty() || !possible.containsAll(keyExchanges)) {
      throw new ImpossiblePolicyException(
          Part.KEY_EXCHANGES,
          "key exchanges of TLS 1.2 are one or more of ECDHE, DHE, RSA, not " + keyExchanges);
    }
  }

  private static List<CipherSuite> suites(
      List<TlsVersion> versions, Set<KeyExchange> keyExchanges, List<String> names) {
    if (names.isEmpty()) {
      return Arrays.stream(CipherSuite.values())
          .filter(suite -> versions.contains(suite.version()))
          .filter(suite -> allowed(suite, keyExchanges))
          .toList();
    }
    List<CipherSuite> suites = names.stream().map(CipherSuite::named).distinct().toList();
    for (CipherSuite suite : suites) {
      if (!allowed(suite, keyExchanges)) {
        throw new ImpossiblePolicyException(
            Part.CIPHER_SUITES,
            suite + " needs the key exchange " + suite.keyExchange() + ", which is not allowed");
      }
    }
    return suites.stream().filter(suite -> versions.contains(suite.version())).toList();
  }

  private static boolean allowed(CipherSuite suite, Set<KeyExchange> keyExchanges) {
    KeyExchange needed = suite.keyExchange();
    return needed == null || keyExchanges.contains(needed);
  }

  /**
   * @param keyExchanges those that need a group of their kind
   */
  private static List<NamedGroup> groups(Set<KeyExchange> keyExchanges, List<String> names) {
    boolean finiteFields = keyExchanges.contains(KeyExchange.DHE);
    if (names.isEmpty()) {
      return Stream.of(DEFAULT_GROUPS, finiteFields ? DEFAULT_FIELDS : NONE, DEFAULT_HYBRIDS)
          .flatMap(List::stream)
          .toList();
    }
    List<NamedGroup> groups = names.stream().map(NamedGroup::named).distinct().toList();
    if (finiteFields && groups.stream().noneMatch(NamedGroup::finiteField)) {
      throw new ImpossiblePolicyException(
          Part.GROUPS, "DHE needs a group of a finite field, such as ffdhe2048");
    }
    if (keyExchanges.contains(KeyExchange.ECDHE)
        && groups.stream().allMatch(group -> group.finiteField() || group.hybrid())) {
      throw new ImpossiblePolicyException(
          Part.GROUPS, "ECDHE of TLS 1.2 needs an elliptic curve, such as x25519");
    }
    return groups;
  }

  private static Set<TlsVersion> spokenBy(List<CipherSuite> suites) {
    return suites.stream().map(CipherSuite::version).collect(Collectors.toSet());
  }
}
