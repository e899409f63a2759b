package dev.sallyport.certs;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * How certificates hang together, from one of them upwards, whether or not anybody trusts them.
 *
 * @param given as they stood in a file or were sent
 * @param chain those that lead up from the first one, each followed by its issuer; never empty
 */
public record ChainOutline(List<X509Certificate> given, List<X509Certificate> chain) {
  public ChainOutline {
    given = List.copyOf(given);
    chain = List.copyOf(chain);
  }

  /**
   * Orders certificates.
   *
   * @param leaf one of the given, at which the chain begins
   */
  public static ChainOutline of(List<X509Certificate> given, X509Certificate leaf) {
    return new ChainOutline(given, IdentityFiles.chain(leaf, given));
  }

  /** The certificate in which it ends. */
  public X509Certificate last() {
    return chain.get(chain.size() - 1);
  }

  /** Whether the given begin with the chain: leaf first, each followed by its issuer. */
  public boolean inOrder() {
    return given.subList(0, chain.size()).equals(chain);
  }

  /** Those of the given that are no part of the chain, once each. */
  public List<X509Certificate> strangers() {
    List<X509Certificate> strangers = new ArrayList<>(given);
    strangers.removeAll(chain);
    return strangers;
  }

  /** Whether it ends in a certificate that issued itself. */
  public boolean endsInRoot() {
    return SelfSigned.named(last());
  }

  /** Those of the chain that the next one, though named as the issuer, did not sign. */
  public List<X509Certificate> forged() {
    List<X509Certificate> forged = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      X509Certificate issuer = chain.get(Math.min(i + 1, chain.size() - 1));
      boolean issuerIsThere = i + 1 < chain.size() || endsInRoot();
      if (issuerIsThere && !Issuers.signed(issuer, chain.get(i))) {
        forged.add(chain.get(i));
      }
    }
    return forged;
  }
}
