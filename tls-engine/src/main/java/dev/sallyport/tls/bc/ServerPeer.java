package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.OcspStaples;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskKeyExchangeMode;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The server's decisions in one handshake: version, suite, group, identity, protocol. */
final class ServerPeer extends AbstractTlsServer {
  private static final Integer SESSION_TICKET = ExtensionType.session_ticket;
  private static final Integer EARLY_DATA = ExtensionType.early_data;
  private static final int SESSION_ID = 32;
  private static final int FIRST_FFDHE = 0x0100;
  private static final int LAST_FFDHE = 0x01FF;

  private final ServerProfile profile;
  private final Policy policy;
  private final Credentials credentials;
  private final Conversation conversation;
  private final @Nullable Transcript transcript;
  private final @Nullable ServerResumption resumption;
  private List<byte[]> tickets = List.of();
  private boolean takesTickets;
  private @Nullable Choice choice;
  private boolean nameServed;

  /** A suite, and what it is used with. */
  private record Choice(
      CipherSuite suite,
      Credential credential,
      @Nullable SignatureScheme scheme,
      @Nullable NamedGroup group) {}

  ServerPeer(
      Crypto crypto,
      ServerProfile profile,
      Policy policy,
      Credentials credentials,
      Conversation conversation) {
    super(crypto);
    this.profile = profile;
    this.policy = policy;
    this.credentials = credentials;
    this.conversation = conversation;
    ServerSessions sessions = profile.resumable();
    this.transcript = sessions == null ? null : new Transcript(crypto);
    this.resumption =
        sessions == null ? null : new ServerResumption(crypto, sessions, new SessionTerms());
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

  /** A list that was configured is taken as it is. */
  private List<CipherSuite> suites() {
    return profile.cipherSuites().isEmpty()
        ? SuiteOrder.of(policy.cipherSuites(), version(), offeredCipherSuites)
        : policy.cipherSuites();
  }

  /** The first suite of our order that the client offers and one of the identities can serve. */
  @Override
  public int getSelectedCipherSuite() throws IOException {
    CipherSuite resumed = resumption == null ? null : resumption.suite();
    selectedCipherSuite = resumed == null ? choose(commonSuites()).suite().code() : resumed.code();
    return selectedCipherSuite;
  }

  private List<CipherSuite> commonSuites() {
    return suites().stream()
        .filter(suite -> suite.version() == version())
        .filter(suite -> Arrays.contains(offeredCipherSuites, suite.code()))
        .toList();
  }

  private Choice choose(List<CipherSuite> suites) throws IOException {
    List<Identity> identities = identities(conversation.hello());
    boolean suiteInCommon = false;
    for (CipherSuite suite : suites) {
      for (Identity identity : identities) {
        suiteInCommon |= suite.fits(identity.keyKind());
        Choice possible = choose(suite, identity);
        if (possible != null) {
          return choose(possible);
        }
      }
    }
    if (suiteInCommon && onlyOtherFields(suites)) {
      throw new Refusal(
          FailureType.NO_COMMON_PARAMETERS,
          Description.INSUFFICIENT_SECURITY,
          "the client offers finite fields, and none that is allowed");
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

  private Choice choose(Choice chosen) {
    choice = chosen;
    conversation.ownCertificate(chosen.credential().summary());
    return chosen;
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
    if (!suite.fits(identity.keyKind()) || !curveTaken(identity)) {
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

  private boolean curveTaken(Identity identity) {
    return version() == TlsVersion.TLS_1_3
        || CertificateCurve.takenBy(parameters().getClientSupportedGroups(), identity);
  }

  /** Our first group that the client can do, of the kind that the suite needs. */
  private @Nullable NamedGroup group(CipherSuite suite) {
    int[] offered = parameters().getClientSupportedGroups();
    boolean fieldsOffered = offered != null && anyFiniteField(offered);
    for (NamedGroup group : policy.groups()) {
      boolean kindFits =
          suite.keyExchange() == null
              || (!group.hybrid()
                  && group.finiteField() == (suite.keyExchange() == KeyExchange.DHE));
      boolean freeChoice =
          suite.version() == TlsVersion.TLS_1_2
              && (group.finiteField() ? !fieldsOffered : offered == null);
      if (kindFits && (freeChoice || (offered != null && Arrays.contains(offered, group.code())))) {
        return group;
      }
    }
    return null;
  }

  /** RFC 7919 section 4: a client that lists finite fields gets none that it does not list. */
  private boolean onlyOtherFields(List<CipherSuite> suites) {
    int[] offered = parameters().getClientSupportedGroups();
    return offered != null
        && anyFiniteField(offered)
        && suites.stream()
            .anyMatch(suite -> suite.keyExchange() == KeyExchange.DHE && group(suite) == null);
  }

  /** The numbers that RFC 7919 section 2 sets aside, also for fields that nobody has named yet. */
  private static boolean anyFiniteField(int[] groups) {
    for (int group : groups) {
      if (group >= FIRST_FFDHE && group <= LAST_FFDHE) {
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
    Choice chosen = choice == null ? choose(List.of(fixedSuite())) : choice;
    SignatureScheme scheme = chosen.scheme();
    if (scheme == null) {
      return chosen.credential().decryptor();
    }
    TlsCryptoParameters parameters = new TlsCryptoParameters(context);
    Staple staple = version() == TlsVersion.TLS_1_3 ? staple() : null;
    return staple == null
        ? chosen.credential().signer(parameters, version(), scheme)
        : chosen.credential().signer(parameters, scheme, staple);
  }

  @Override
  public @Nullable CertificateRequest getCertificateRequest() throws IOException {
    ClientAuthentication authentication = profile.clientAuthentication();
    return authentication == null ? null : ClientCertificates.request(authentication, version());
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    ClientCertificates.check(
        PeerCertificate.chain(certificate),
        Objects.requireNonNull(profile.clientAuthentication()),
        version(),
        conversation);
  }

  @Override
  protected @Nullable Vector<ProtocolName> getProtocolNames() {
    return profile.alpn().isEmpty()
        ? null
        : Vectors.of(profile.alpn().stream().map(ProtocolName::asUtf8Encoding).toList());
  }

  // ---- resumption

  /** What is asked for here and now. */
  private final class SessionTerms implements ServerResumption.Terms {

    /** After a HelloRetryRequest there is no choice any more. */
    @Override
    public List<CipherSuite> suites() {
      return selectedCipherSuite < 0 ? commonSuites() : List.of(fixedSuite());
    }

    @Override
    public @Nullable String serverName() {
      return conversation.hello().serverName();
    }

    @Override
    public @Nullable String alpn() {
      List<String> offered = conversation.hello().alpn();
      return profile.alpn().stream().filter(offered::contains).findFirst().orElse(null);
    }

    @Override
    public boolean served(String certificate) {
      try {
        return identities(conversation.hello()).stream()
            .map(credentials::of)
            .anyMatch(credential -> credential.summary().sha256().equals(certificate));
      } catch (Refusal e) {
        return false;
      }
    }
  }

  private CipherSuite fixedSuite() {
    return policy.cipherSuites().stream()
        .filter(suite -> suite.code() == selectedCipherSuite)
        .findFirst()
        .orElseThrow();
  }

  /** A server must not send tickets that the client cannot use (RFC 8446 section 4.2.9). */
  @Override
  @SuppressWarnings("rawtypes") // the API is older than generics
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    if (version() == TlsVersion.TLS_1_3 && extensions.containsKey(EARLY_DATA)) {
      conversation.earlyData().offered();
    }
    short[] modes = TlsExtensionsUtils.getPSKKeyExchangeModesExtension(extensions);
    takesTickets = modes != null && Arrays.contains(modes, PskKeyExchangeMode.psk_dhe_ke);
    if (resumption != null) {
      resumption.offered(TlsUtils.getExtensionData(extensions, SESSION_TICKET));
    }
  }

  /** A session in which another record size was agreed on would keep it (RFC 6066 section 4). */
  @Override
  public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
    return resumption == null || maxFragmentLengthOffered >= 0
        ? null
        : resumption.session(sessionId);
  }

  @Override
  public void notifySession(TlsSession session) {
    if (resumption != null && parameters().isResumedSession()) {
      conversation.resumed(resumption.how());
    }
  }

  /** For a client that takes no tickets. */
  @Override
  public byte @Nullable [] getNewSessionID() {
    return resumption == null || resumption.takesTickets() || !resumable()
        ? null
        : context.getNonceGenerator().generateNonce(SESSION_ID);
  }

  private boolean resumable() {
    return parameters().isExtendedMasterSecret() && maxFragmentLengthOffered < 0;
  }

  @Override
  public NewSessionTicket getNewSessionTicket() {
    return Objects.requireNonNull(resumption).ticket(parameters(), fingerprint());
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the API is older than generics
  public @Nullable TlsPSKExternal getExternalPSK(Vector identities) {
    return resumption == null ? null : resumption.select(identities);
  }

  /** Takes all handshake messages: the keys of tickets come from it. Null without resumption. */
  @Nullable Transcript transcript() {
    return transcript;
  }

  /** The tickets that are due, once. */
  List<byte[]> takeTickets() {
    List<byte[]> due = tickets;
    tickets = List.of();
    return due;
  }

  private String fingerprint() {
    return choice == null ? "" : choice.credential().summary().sha256();
  }

  @Override
  protected boolean allowCertificateStatus() {
    return staple() != null;
  }

  @Override
  public @Nullable CertificateStatus getCertificateStatus() {
    Staple staple = staple();
    return staple == null ? null : staple.status();
  }

  /**
   * What goes with the certificate that was chosen; null unless the client asks and it is there.
   */
  private @Nullable Staple staple() {
    OcspStaples staples = profile.staples();
    boolean asked =
        certificateStatusRequest != null
            && certificateStatusRequest.getStatusType() == CertificateStatusType.ocsp;
    Choice chosen = choice;
    OcspResponse response =
        staples == null || chosen == null || !asked
            ? null
            : staples.of(chosen.credential().identity());
    return response == null ? null : new Staple(response);
  }

  /** Acknowledges the name that was asked for (RFC 6066 section 3). */
  @Override
  @SuppressWarnings("rawtypes") // the API is older than generics
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    if (nameServed) {
      TlsExtensionsUtils.addServerNameExtensionServer(extensions);
    }
    if (resumption != null && resumption.suite() != null) {
      conversation.resumed(Resumption.PSK);
    }
    if (version() == TlsVersion.TLS_1_2
        && resumption != null
        && resumption.takesTickets()
        && resumable()) {
      TlsExtensionsUtils.addEmptyExtensionData(extensions, SESSION_TICKET);
    }
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    SecurityParameters agreed = context.getSecurityParametersConnection();
    conversation.complete(agreed);
    if (resumption != null && transcript != null) {
      if (version(agreed) == TlsVersion.TLS_1_3 && takesTickets) {
        tickets = resumption.tickets(agreed, transcript, fingerprint());
      } else if (!agreed.isResumedSession() && agreed.getSessionID().length > 0) {
        resumption.keep(agreed, fingerprint());
      }
      transcript.end();
    }
  }

  private Choice chosen() {
    return Objects.requireNonNull(choice);
  }

  private TlsVersion version() {
    return version(parameters());
  }

  private static TlsVersion version(SecurityParameters parameters) {
    return parameters.getNegotiatedVersion().equals(ProtocolVersion.TLSv13)
        ? TlsVersion.TLS_1_3
        : TlsVersion.TLS_1_2;
  }

  private SecurityParameters parameters() {
    return context.getSecurityParametersHandshake();
  }
}
