package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Identity;
import dev.sallyport.certs.ServerVerifier;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.NamedGroup;
import dev.sallyport.tls.Policy;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSK;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.jspecify.annotations.Nullable;

/** The client's offers and decisions in one handshake. */
final class ClientPeer extends AbstractTlsClient {

  /** "DOWNGRD"; one more octet says to which version (RFC 8446 section 4.1.3). */
  private static final String DOWNGRADE = "444f574e475244";

  private final ClientProfile profile;
  private final Policy policy;
  private final Credentials credentials;
  private final Conversation conversation;
  private final @Nullable ClientResumption resumption;

  /**
   * @param resumption null: no session is resumed, and none is kept
   */
  ClientPeer(
      Crypto crypto,
      ClientProfile profile,
      Credentials credentials,
      Conversation conversation,
      @Nullable ClientResumption resumption) {
    super(crypto);
    this.profile = profile;
    this.policy = profile.policy();
    this.credentials = credentials;
    this.conversation = conversation;
    this.resumption = resumption;
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
  @SuppressWarnings("rawtypes") // the API is older than generics
  protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
    return Vectors.of(policy.groups().stream().map(NamedGroup::code).toList());
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return SignatureScheme.algorithms();
  }

  @Override
  protected @Nullable Vector<ProtocolName> getProtocolNames() {
    return Versions.protocols(policy);
  }

  @Override
  protected @Nullable Vector<ServerName> getSNIServerNames() {
    String name = HostNames.forServerName(profile.serverName());
    return name == null
        ? null
        : Vectors.of(
            List.of(new ServerName(NameType.host_name, name.getBytes(StandardCharsets.US_ASCII))));
  }

  @Override
  protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
    return null;
  }

  /** Without encrypt_then_mac, which AEAD suites have no use for. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the API is older than generics
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    extensions.remove(TlsExtensionsUtils.EXT_encrypt_then_mac);
    if (resumption != null) {
      resumption.extend(extensions);
    }
    return extensions;
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return profile.limits().handshakeMessage();
  }

  @Override
  public void notifyServerVersion(ProtocolVersion version) throws IOException {
    conversation.negotiated(context.getSecurityParametersHandshake());
    boolean lower = policy.versions().contains(TlsVersion.TLS_1_3) && !TlsUtils.isTLSv13(version);
    if (lower && marked(conversation.serverRandom())) {
      throw new Refusal(
          FailureType.DOWNGRADE,
          Description.ILLEGAL_PARAMETER,
          "the server can do TLS 1.3, but its answer is " + version);
    }
  }

  private static boolean marked(@Nullable String random) {
    return random != null && random.startsWith(DOWNGRADE, random.length() - DOWNGRADE.length() - 2);
  }

  @Override
  @SuppressWarnings("rawtypes") // the API is older than generics
  public void processServerExtensions(@Nullable Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    TlsExtensionsUtils.hasServerNameExtensionServer(extensions);
    checkProtocol();
  }

  /** We offer no extension that a server could answer at a certificate (RFC 8446 section 4.4.2). */
  private static void requireNoExtensions(Certificate certificate) throws Refusal {
    for (CertificateEntry entry : certificate.getCertificateEntryList()) {
      if (entry.getExtensions() != null && !entry.getExtensions().isEmpty()) {
        throw new Refusal(
            FailureType.PROTOCOL_VIOLATION,
            Description.UNSUPPORTED_EXTENSION,
            "a certificate comes with an extension that was not offered");
      }
    }
  }

  /** A protocol that was not offered cannot be chosen (RFC 7301 section 3.1). */
  private void checkProtocol() throws Refusal {
    ProtocolName chosen = context.getSecurityParametersHandshake().getApplicationProtocol();
    if (chosen != null && !policy.alpn().contains(chosen.getUtf8Decoding())) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.ILLEGAL_PARAMETER,
          "the server chose a protocol that was not offered");
    }
  }

  @Override
  public void notifySecureRenegotiation(boolean secureRenegotiation) throws IOException {
    if (!secureRenegotiation) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.HANDSHAKE_FAILURE,
          "the server does not know secure renegotiation (RFC 5746)");
    }
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
        requireNoExtensions(server.getCertificate());
        verify(PeerCertificate.chain(server.getCertificate()));
      }

      @Override
      public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
        return credentials(request);
      }
    };
  }

  /** Our certificate, where there is one and the server can verify what its key signs. */
  private @Nullable TlsCredentials credentials(CertificateRequest request) {
    Identity identity = profile.identity();
    if (identity == null) {
      return null;
    }
    TlsVersion version = Versions.negotiated(context.getSecurityParametersHandshake());
    SignatureScheme scheme = ClientCertificates.scheme(identity, version, request);
    if (scheme == null) {
      return null;
    }
    Credential credential = credentials.of(identity);
    conversation.ownCertificate(credential.summary());
    return credential.signer(new TlsCryptoParameters(context), version, scheme);
  }

  private void verify(List<X509Certificate> chain) throws Refusal {
    if (chain.isEmpty()) {
      throw new Refusal(
          FailureType.CERTIFICATE_INVALID, Description.DECODE_ERROR, "the chain is empty");
    }
    conversation.peerCertificate(CertificateSummary.of(chain.get(0)));
    if (resumption != null) {
      resumption.verified(chain);
    }
    ServerVerifier verifier = profile.verifier();
    if (verifier == null) {
      return;
    }
    long beganAt = conversation.now();
    Verdict verdict = verifier.verifyServer(chain, Objects.requireNonNull(profile.serverName()));
    conversation.verified(beganAt, verdict);
    if (!verdict.trusted()) {
      throw Failures.untrusted(verdict);
    }
  }

  // ---- resumption

  @Override
  public void notifyHandshakeBeginning() throws IOException {
    super.notifyHandshakeBeginning();
    if (resumption != null) {
      resumption.begin();
    }
  }

  @Override
  public @Nullable TlsSession getSessionToResume() {
    return resumption == null ? null : resumption.session();
  }

  @Override
  public @Nullable Vector<TlsPSKExternal> getExternalPSKs() {
    return resumption == null ? null : resumption.keys();
  }

  /** A ClientHello is about to go out, the first one or the one that was asked for. */
  @SuppressWarnings("unchecked") // the API is older than generics
  void offering(ClientHello hello) throws IOException {
    if (resumption != null) {
      resumption.tellAge(hello.getExtensions());
    }
  }

  @Override
  public void notifySelectedPSK(@Nullable TlsPSK selected) {
    if (selected != null) {
      conversation.resumed(Objects.requireNonNull(resumption).taken());
    }
  }

  /**
   * The server resumes a session of TLS 1.2: what it says of the protocol counts all the same (RFC
   * 7301 section 3.1). True if it announces another ticket.
   */
  @SuppressWarnings("rawtypes") // the API is older than generics
  boolean resumed(@Nullable Hashtable extensions) throws IOException {
    conversation.resumed(Objects.requireNonNull(resumption).taken());
    checkProtocol();
    return TlsUtils.hasExpectedEmptyExtensionData(
        extensions, ExtensionType.session_ticket, AlertDescription.illegal_parameter);
  }

  @Override
  public void notifyNewSessionTicket(NewSessionTicket ticket) {
    Objects.requireNonNull(resumption).ticket(ticket);
  }

  /** A NewSessionTicket of TLS 1.3 came. */
  void ticket(MessageBytes message) throws IOException {
    if (resumption != null) {
      resumption.ticket(message);
    }
  }

  /** Nothing comes from the server any more. */
  void inputEnded() {
    if (resumption != null) {
      resumption.inputEnded();
    }
  }

  void failed() {
    if (resumption != null) {
      TlsFailure failure = conversation.failure();
      resumption.failed(failure != null && failure.type() == FailureType.ABORTED);
    }
  }

  /** The server is gone without a word. */
  void lost() {
    if (resumption != null) {
      resumption.lost();
    }
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    SecurityParameters agreed = context.getSecurityParametersConnection();
    conversation.complete(agreed);
    if (resumption != null) {
      resumption.complete(agreed);
    }
  }
}
