package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.TlsVersion;
import java.util.List;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The group of a key exchange, of those that a server has and those that a client lists. */
final class GroupChoice {

  private final List<NamedGroup> own;
  private final int @Nullable [] offered;
  private final boolean fieldsOffered;

  /**
   * @param own in the server's order
   * @param offered the client's supported_groups; null: it sent none
   */
  GroupChoice(List<NamedGroup> own, int @Nullable [] offered) {
    this.own = own;
    this.offered = offered;
    this.fieldsOffered = offered != null && hasFiniteField(offered);
  }

  private static boolean hasFiniteField(int[] groups) {
    for (int group : groups) {
      if (NamedGroup.finiteField(group)) {
        return true;
      }
    }
    return false;
  }

  /** Our first group that the client can do, of the kind that the suite needs; null if none. */
  @Nullable NamedGroup of(CipherSuite suite) {
    for (NamedGroup group : own) {
      if (kindFits(suite, group) && (listed(group) || freeChoice(suite, group))) {
        return group;
      }
    }
    return null;
  }

  private static boolean kindFits(CipherSuite suite, NamedGroup group) {
    KeyExchange prescribed = suite.keyExchange();
    return prescribed == null
        || (!group.hybrid() && group.finiteField() == (prescribed == KeyExchange.DHE));
  }

  private boolean listed(NamedGroup group) {
    return offered != null && Arrays.contains(offered, group.code());
  }

  /** A client of TLS 1.2 need not list what it can do. */
  private boolean freeChoice(CipherSuite suite, NamedGroup group) {
    return suite.version() == TlsVersion.TLS_1_2
        && (group.finiteField() ? !fieldsOffered : offered == null);
  }

  /** RFC 7919 section 4: a client that lists finite fields gets none that it does not list. */
  boolean onlyOtherFields(List<CipherSuite> suites) {
    return fieldsOffered
        && suites.stream()
            .anyMatch(suite -> suite.keyExchange() == KeyExchange.DHE && of(suite) == null);
  }
}
