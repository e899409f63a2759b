package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a server answers a ClientHello with: the first suite of its order that the client
 * offers and one of the identities can serve, in a group and by a signature scheme that both have.
 */
final class ServerNegotiation {
  private final Policy policy;
  private final ServerIdentities identities;

  ServerNegotiation(Policy policy, ServerIdentities identities) {
    this.policy = policy;
    this.identities = identities;
  }

  /** The suites of a version that both sides can do, in our order. */
  List<CipherSuite> commonSuites(TlsVersion version, int[] offered) {
    List<CipherSuite> own = policy.cipherSuites();
    List<CipherSuite> common = new ArrayList<>(own.size());
    for (CipherSuite suite : policy.strictOrder() ? own : SuiteOrder.of(own, version, offered)) {
      if (suite.version() == version && Arrays.contains(offered, suite.code())) {
        common.add(suite);
      }
    }
    return common;
  }

  /**
   * @param suites those in common
   * @param client what the client offers besides
   */
  ServerChoice choose(List<CipherSuite> suites, SecurityParameters client) throws Refusal {
    GroupChoice groups = new GroupChoice(policy.groups(), client.getClientSupportedGroups());
    List<Identity> candidates = identities.candidates();
    boolean suiteInCommon = false;
    for (CipherSuite suite : suites) {
      for (Identity identity : candidates) {
        suiteInCommon |= suite.fits(identity.keyKind());
        ServerChoice possible = choice(suite, identity, groups, client);
        if (possible != null) {
          return possible;
        }
      }
    }
    if (!suiteInCommon) {
      throw new Refusal(
          FailureType.NO_COMMON_SUITE,
          Description.HANDSHAKE_FAILURE,
          "the client offers no cipher suite that is allowed and fits the certificate");
    }
    throw groups.onlyOtherFields(suites)
        ? new Refusal(
            FailureType.NO_COMMON_PARAMETERS,
            Description.INSUFFICIENT_SECURITY,
            "the client offers finite fields, and none that is allowed")
        : new Refusal(
            FailureType.NO_COMMON_PARAMETERS,
            Description.HANDSHAKE_FAILURE,
            "no group or signature scheme in common");
  }

  private @Nullable ServerChoice choice(
      CipherSuite suite, Identity identity, GroupChoice groups, SecurityParameters client) {
    if (!suite.fits(identity.keyKind()) || !curveTaken(suite, identity, client)) {
      return null;
    }
    Credential credential = identities.credential(identity);
    if (suite.keyExchange() == KeyExchange.RSA) {
      return credential.canDecrypt() ? new ServerChoice(suite, credential, null, null) : null;
    }
    Vector<?> accepted = client.getClientSigAlgs();
    SignatureScheme scheme =
        accepted == null ? null : SignatureScheme.choose(identity, suite.version(), accepted);
    NamedGroup group = groups.of(suite);
    return scheme == null || group == null
        ? null
        : new ServerChoice(suite, credential, scheme, group);
  }

  private static boolean curveTaken(
      CipherSuite suite, Identity identity, SecurityParameters client) {
    return suite.version() == TlsVersion.TLS_1_3
        || CertificateCurve.takenBy(client.getClientSupportedGroups(), identity);
  }
}
