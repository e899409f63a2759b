package dev.sallyport.tls.bc;

import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.OcspStaples;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.ClientAuthentication;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.jspecify.annotations.Nullable;

/** The server's decisions in one handshake: version, suite, group, identity, protocol. */
final class ServerPeer extends AbstractTlsServer {
  private static final Integer EARLY_DATA = ExtensionType.early_data;
  private static final boolean[] SHARED_FIRST = {true, false};

  private final ServerProfile profile;
  private final Policy policy;
  private final CertificateRequests certificateRequests;
  private final Conversation conversation;
  private final ServerIdentities identities;
  private final ServerNegotiation negotiation;
  private final @Nullable ServerResumption resumption;
  private @Nullable ServerChoice choice;

  ServerPeer(
      Crypto crypto,
      ServerProfile profile,
      Credentials credentials,
      CertificateRequests certificateRequests,
      Conversation conversation) {
    super(crypto);
    this.profile = profile;
    this.policy = profile.policy();
    this.certificateRequests = certificateRequests;
    this.conversation = conversation;
    this.identities = new ServerIdentities(profile, credentials, conversation);
    this.negotiation = new ServerNegotiation(policy, identities);
    ServerSessions sessions = profile.resumable();
    this.resumption =
        sessions == null
            ? null
            : new ServerResumption(
                crypto,
                sessions,
                new SessionTerms(policy.alpn(), sessions, identities, conversation));
  }

  /** What is kept of a ClientHello. */
  ClientHello needed(ClientHello hello) {
    return Needed.of(hello, policy.alpn());
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
    List<NamedGroup> own = policy.groups();
    List<String> shares = conversation.hello().keyShareGroups();
    int[] ordered = new int[own.size()];
    int at = 0;
    for (boolean shared : SHARED_FIRST) {
      for (NamedGroup group : own) {
        if (shares.contains(group.ianaName()) == shared) {
          ordered[at++] = group.code();
        }
      }
    }
    return ordered;
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
    CipherSuite resumed = resumption == null ? null : resumption.suite();
    selectedCipherSuite = resumed == null ? choose(commonSuites()).suite().code() : resumed.code();
    return selectedCipherSuite;
  }

  private List<CipherSuite> commonSuites() {
    return negotiation.commonSuites(version(), offeredCipherSuites);
  }

  private ServerChoice choose(List<CipherSuite> suites) throws IOException {
    ServerChoice chosen = negotiation.choose(suites, parameters());
    choice = chosen;
    conversation.ownCertificate(chosen.credential().summary());
    return chosen;
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
    int group = Objects.requireNonNull(Objects.requireNonNull(choice).group()).code();
    conversation.group(group);
    return group;
  }

  @Override
  public TlsCredentials getCredentials() throws IOException {
    ServerChoice chosen = choice == null ? choose(List.of(fixedSuite())) : choice;
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
    return authentication == null
        ? null
        : certificateRequests.of(authentication.verifier().anchors(), version());
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
    return Versions.protocols(policy);
  }

  // ---- resumption

  /** Takes all handshake messages; null without resumption. */
  @Nullable Transcript transcript() {
    return resumption == null ? null : resumption.transcript();
  }

  /** The second one may offer less than the first (RFC 8446 section 4.1.2). */
  void helloComes() {
    if (resumption != null) {
      resumption.begin();
    }
  }

  boolean hasTickets() {
    return resumption != null && resumption.hasTickets();
  }

  /** The tickets that are due, once. */
  List<byte[]> takeTickets() {
    return resumption == null ? List.of() : resumption.takeTickets();
  }

  /** Those that a session can be resumed with; after a HelloRetryRequest there is one alone. */
  private List<CipherSuite> possibleSuites() {
    return selectedCipherSuite < 0 ? commonSuites() : List.of(fixedSuite());
  }

  private CipherSuite fixedSuite() {
    for (CipherSuite suite : policy.cipherSuites()) {
      if (suite.code() == selectedCipherSuite) {
        return suite;
      }
    }
    throw new IllegalStateException("no suite of ours: " + selectedCipherSuite);
  }

  @Override
  @SuppressWarnings("rawtypes") // the API is older than generics
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    if (version() == TlsVersion.TLS_1_3 && extensions.containsKey(EARLY_DATA)) {
      conversation.earlyData().offered();
    }
    if (resumption != null) {
      resumption.clientExtensions(extensions);
    }
  }

  /** A session in which another record size was agreed on would keep it (RFC 6066 section 4). */
  @Override
  public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
    return resumption == null || sessionId.length == 0 || maxFragmentLengthOffered >= 0
        ? null
        : resumption.session(sessionId, possibleSuites());
  }

  @Override
  public void notifySession(TlsSession session) {
    if (resumption != null && parameters().isResumedSession()) {
      conversation.resumed(resumption.how());
    }
  }

  @Override
  public byte @Nullable [] getNewSessionID() {
    return resumption == null || !resumable()
        ? null
        : resumption.newSessionId(context.getNonceGenerator());
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
  public @Nullable TlsPSKExternal getExternalPSK(Vector offered) {
    return resumption == null ? null : resumption.select(offered, possibleSuites());
  }

  private String fingerprint() {
    return choice == null ? "" : choice.credential().summary().sha256();
  }

  @Override
  protected boolean allowCertificateStatus() {
    return response() != null;
  }

  @Override
  public @Nullable CertificateStatus getCertificateStatus() throws IOException {
    Staple staple = staple();
    return staple == null ? null : staple.status();
  }

  private @Nullable Staple staple() throws IOException {
    OcspResponse response = response();
    return choice == null || response == null ? null : choice.credential().staple(response);
  }

  /** What goes with the certificate that was chosen; null: nothing is there, or asked for. */
  private @Nullable OcspResponse response() {
    OcspStaples staples = profile.staples();
    CertificateStatusRequest asked = certificateStatusRequest;
    return choice == null
            || staples == null
            || asked == null
            || asked.getStatusType() != CertificateStatusType.ocsp
        ? null
        : staples.of(choice.credential().identity());
  }

  /** Acknowledges the name that was asked for (RFC 6066 section 3). */
  @Override
  @SuppressWarnings("rawtypes") // the API is older than generics
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    if (identities.nameServed()) {
      TlsExtensionsUtils.addServerNameExtensionServer(extensions);
    }
    if (resumption != null) {
      if (version() == TlsVersion.TLS_1_3) {
        conversation.resumed(resumption.suite() == null ? null : Resumption.PSK);
      } else if (resumption.takesTickets() && resumable()) {
        TlsExtensionsUtils.addEmptyExtensionData(extensions, ServerResumption.SESSION_TICKET);
      }
    }
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    SecurityParameters agreed = context.getSecurityParametersConnection();
    conversation.complete(agreed);
    if (resumption != null) {
      resumption.complete(agreed, fingerprint());
    }
  }

  /** The connection has failed. */
  void failed() {
    if (resumption != null) {
      resumption.failed();
    }
  }

  private TlsVersion version() {
    return Versions.negotiated(parameters());
  }

  private SecurityParameters parameters() {
    return context.getSecurityParametersHandshake();
  }
}
