package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The server's decisions in one handshake: version, suite, group, identity, protocol. */
final class ServerPeer extends AbstractTlsServer {
  private final ServerProfile profile;
  private final Policy policy;
  private final Credentials credentials;
  private final Conversation conversation;
  private @Nullable Choice choice;
  private boolean nameServed;

  /** A suite, and what it is used with. */
  private record Choice(
      CipherSuite suite,
      Credential credential,
      @Nullable SignatureScheme scheme,
      @Nullable NamedGroup group) {}

  ServerPeer(
      Crypto crypto, ServerProfile profile, Credentials credentials, Conversation conversation) {
    super(crypto);
    this.profile = profile;
    this.policy = profile.policy();
    this.credentials = credentials;
    this.conversation = conversation;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return Versions.of(policy);
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Versions.suites(policy);
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return profile.limits().handshakeMessage();
  }

  @Override
  public ProtocolVersion getServerVersion() throws IOException {
    for (ProtocolVersion version : getProtocolVersions()) {
      if (ProtocolVersion.contains(context.getClientSupportedVersions(), version)) {
        return version;
      }
    }
    throw new Refusal(
        FailureType.NO_COMMON_VERSION,
        Description.PROTOCOL_VERSION,
        "the client offers " + String.join(", ", conversation.hello().versions()));
  }

  /** Our order, but first what the client sent a share of: that saves a round trip. */
  @Override
  public int[] getSupportedGroups() {
    List<String> shares = conversation.hello().keyShareGroups();
    return policy.groups().stream()
        .sorted(Comparator.comparing(group -> !shares.contains(group.ianaName())))
        .mapToInt(NamedGroup::code)
        .toArray();
  }

  @Override
  public boolean preferLocalSupportedGroups() {
    return true;
  }

  /** A client need not know RFC 5746: a server that never renegotiates is safe without. */
  @Override
  public void notifySecureRenegotiation(boolean secureRenegotiation) {}

  /** The first suite of our order that the client offers and one of the identities can serve. */
  @Override
  public int getSelectedCipherSuite() throws IOException {
    List<Identity> identities = identities(conversation.hello());
    boolean suiteInCommon = false;
    for (CipherSuite suite : policy.cipherSuites()) {
      if (suite.version() == version() && Arrays.contains(offeredCipherSuites, suite.code())) {
        for (Identity identity : identities) {
          suiteInCommon |= suite.fits(identity.keyKind());
          Choice possible = choose(suite, identity);
          if (possible != null) {
            return select(possible);
          }
        }
      }
    }
    throw suiteInCommon
        ? new Refusal(
            FailureType.NO_COMMON_PARAMETERS,
            Description.HANDSHAKE_FAILURE,
            "no group or signature scheme in common")
        : new Refusal(
            FailureType.NO_COMMON_SUITE,
            Description.HANDSHAKE_FAILURE,
            "the client offers no cipher suite that is allowed and fits the certificate");
  }

  private int select(Choice chosen) {
    choice = chosen;
    selectedCipherSuite = chosen.suite().code();
    conversation.ownCertificate(chosen.credential().summary());
    return selectedCipherSuite;
  }

  private List<Identity> identities(ClientHello hello) throws Refusal {
    try {
      return identitiesFor(hello);
    } catch (RuntimeException e) {
      throw new Refusal(
          FailureType.INTERNAL, Description.INTERNAL_ERROR, "no certificate could be had: " + e, e);
    }
  }

  private List<Identity> identitiesFor(ClientHello hello) throws Refusal {
    String name = hello.serverName();
    List<Identity> named = name == null ? List.of() : profile.identities().named(name);
    nameServed = !named.isEmpty();
    if (nameServed) {
      return named;
    }
    List<Identity> fallback =
        name != null && profile.rejectUnknownName() ? List.of() : profile.identities().fallback();
    if (fallback.isEmpty()) {
      throw new Refusal(
          FailureType.UNKNOWN_NAME,
          Description.UNRECOGNIZED_NAME,
          name == null ? "the client asks for no name" : "no certificate for " + name);
    }
    return fallback;
  }

  private @Nullable Choice choose(CipherSuite suite, Identity identity) {
    if (!suite.fits(identity.keyKind())) {
      return null;
    }
    Credential credential = credentials.of(identity);
    if (suite.keyExchange() == KeyExchange.RSA) {
      return credential.canDecrypt() ? new Choice(suite, credential, null, null) : null;
    }
    Vector<?> accepted = parameters().getClientSigAlgs();
    SignatureScheme scheme =
        accepted == null ? null : SignatureScheme.choose(identity, version(), accepted);
    NamedGroup group = group(suite);
    return scheme == null || group == null ? null : new Choice(suite, credential, scheme, group);
  }

  /** Our first group that the client can do, of the kind that the suite needs. */
  private @Nullable NamedGroup group(CipherSuite suite) {
    int[] offered = parameters().getClientSupportedGroups();
    boolean fieldsOffered = offered != null && anyFiniteField(offered);
    for (NamedGroup group : policy.groups()) {
      boolean kindFits =
          suite.keyExchange() == null
              || group.finiteField() == (suite.keyExchange() == KeyExchange.DHE);
      boolean freeChoice =
          suite.version() == TlsVersion.TLS_1_2
              && (group.finiteField() ? !fieldsOffered : offered == null);
      if (kindFits && (freeChoice || (offered != null && Arrays.contains(offered, group.code())))) {
        return group;
      }
    }
    return null;
  }

  private static boolean anyFiniteField(int[] groups) {
    for (int group : groups) {
      if (org.bouncycastle.tls.NamedGroup.refersToASpecificFiniteField(group)) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected int selectECDH(int minimumCurveBits) {
    return chosenGroup();
  }

  @Override
  protected int selectDH(int minimumFiniteFieldBits) {
    return chosenGroup();
  }

  private int chosenGroup() {
    int group = Objects.requireNonNull(chosen().group()).code();
    conversation.group(group);
    return group;
  }

  @Override
  public TlsCredentials getCredentials() throws IOException {
    Choice chosen = chosen();
    SignatureScheme scheme = chosen.scheme();
    return scheme == null
        ? chosen.credential().decryptor()
        : chosen.credential().signer(new TlsCryptoParameters(context), version(), scheme);
  }

  @Override
  protected @Nullable Vector<ProtocolName> getProtocolNames() {
    return profile.alpn().isEmpty()
        ? null
        : Vectors.of(profile.alpn().stream().map(ProtocolName::asUtf8Encoding).toList());
  }

  @Override
  protected boolean allowCertificateStatus() {
    return false;
  }

  /** Acknowledges the name that was asked for (RFC 6066 section 3). */
  @Override
  @SuppressWarnings("rawtypes") // the API is older than generics
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    if (nameServed) {
      TlsExtensionsUtils.addServerNameExtensionServer(extensions);
    }
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() {
    conversation.complete(context.getSecurityParametersConnection());
  }

  private Choice chosen() {
    return Objects.requireNonNull(choice);
  }

  private TlsVersion version() {
    return parameters().getNegotiatedVersion().equals(ProtocolVersion.TLSv13)
        ? TlsVersion.TLS_1_3
        : TlsVersion.TLS_1_2;
  }

  private SecurityParameters parameters() {
    return context.getSecurityParametersHandshake();
  }
}
