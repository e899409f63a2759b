package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.PskKeyExchangeMode;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsSecret;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a server resumes, and what it gives its client to resume. Whatever does
 * not fit leads to a full handshake, never to a failure. No early data is taken.
 */
final class ServerResumption {

  /** More tickets of one ClientHello are not looked at. */
  private static final int MAX_TRIED = 4;

  /** The extension of RFC 5077. */
  static final Integer SESSION_TICKET = ExtensionType.session_ticket;

  private static final int SESSION_ID = 32;
  private static final int TICKETS_AFTER_FULL = 2;
  private static final int TICKETS_AFTER_RESUMPTION = 1;

  private final Crypto crypto;
  private final ServerSessions sessions;
  private final SessionTerms terms;
  private final Transcript transcript;
  private List<byte[]> due = List.of();
  private boolean usesPsk;
  private byte @Nullable [] ticketOffered;
  private @Nullable SessionState resumed;
  private @Nullable CipherSuite suite;
  private @Nullable Resumption how;
  private byte @Nullable [] keptId;

  /** The session of TLS 1.2 whose secret Bouncy Castle copies, and leaves behind. */
  private @Nullable SessionState copied;

  ServerResumption(Crypto crypto, ServerSessions sessions, SessionTerms terms) {
    this.crypto = crypto;
    this.sessions = sessions;
    this.terms = terms;
    this.transcript = new Transcript(crypto);
  }

  /** Takes all handshake messages: the keys of tickets come from it. */
  Transcript transcript() {
    return transcript;
  }

  /**
   * What the client says of tickets. It must not be sent any that it cannot use (RFC 8446 section
   * 4.2.9).
   */
  void clientExtensions(Hashtable<?, ?> extensions) throws IOException {
    ticketOffered = TlsUtils.getExtensionData(extensions, SESSION_TICKET);
    short[] modes = TlsExtensionsUtils.getPSKKeyExchangeModesExtension(extensions);
    usesPsk = modes != null && Arrays.contains(modes, PskKeyExchangeMode.psk_dhe_ke);
  }

  /** The suite of the TLS 1.3 session that is resumed; null if none is. */
  @Nullable CipherSuite suite() {
    return suite;
  }

  /** How the session is resumed that {@link #session} gave. */
  Resumption how() {
    return Objects.requireNonNull(how);
  }

  /**
   * Makes the tickets or keeps the session that the client may come back with.
   *
   * @param certificate the fingerprint of ours; empty if the session was resumed
   */
  void complete(SecurityParameters agreed, String certificate) throws IOException {
    destroyCopied();
    if (Versions.negotiated(agreed) == TlsVersion.TLS_1_3) {
      due = usesPsk ? tickets(agreed, certificate) : List.of();
    } else if (!agreed.isResumedSession() && agreed.getSessionID().length > 0) {
      keep(agreed, certificate);
    }
    transcript.end();
  }

  // ---- TLS 1.3

  /** A ClientHello begins: what another one offered counts no more. */
  void begin() {
    resumed = null;
    suite = null;
  }

  /**
   * The first of the offered keys that fits (RFC 8446 section 4.2.11). It is found again in the
   * list by its identity without its age, which matters to early data alone.
   */
  @Nullable TlsPSKExternal select(Vector<PskIdentity> offered, List<CipherSuite> suites) {
    for (int i = 0; i < Math.min(offered.size(), MAX_TRIED); i++) {
      byte[] ticket = offered.get(i).getIdentity();
      SessionState state = opened(ticket);
      CipherSuite possible = state == null ? null : suiteFor(state, suites);
      if (state != null && possible != null && terms.fit(state, TlsVersion.TLS_1_3)) {
        resumed = state;
        suite = possible;
        offered.set(i, new PskIdentity(ticket, 0));
        PskSecret key = new PskSecret(crypto, state.secret());
        return new PreSharedKey(ticket, key, possible.code());
      }
      if (state != null) {
        state.destroy();
      }
    }
    return null;
  }

  /** Any suite with the hash that the key was made for will do (RFC 8446 section 4.6.1). */
  private static @Nullable CipherSuite suiteFor(SessionState state, List<CipherSuite> suites) {
    for (CipherSuite possible : suites) {
      if (PreSharedKey.prf(possible.code()) == PreSharedKey.prf(state.cipherSuite())) {
        return possible;
      }
    }
    return null;
  }

  /** The NewSessionTicket messages that follow the client's Finished. */
  private List<byte[]> tickets(SecurityParameters parameters, String certificate)
      throws IOException {
    TlsSecret master = Tickets.resumptionMaster(parameters, transcript.value());
    SessionState before = resumed;
    int count = before == null ? TICKETS_AFTER_FULL : TICKETS_AFTER_RESUMPTION;
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] nonce = {(byte) i};
      SessionState state =
          terms.session(
              TlsVersion.TLS_1_3,
              parameters.getCipherSuite(),
              before,
              before == null ? certificate : before.certificate(),
              Tickets.key(parameters, master, nonce));
      int ageAdd = crypto.getSecureRandom().nextInt();
      messages.add(Tickets.message(lifetimeSeconds(), ageAdd, nonce, sealed(state)));
    }
    master.destroy();
    return messages;
  }

  boolean hasTickets() {
    return !due.isEmpty();
  }

  /** The messages that are due, once. */
  List<byte[]> takeTickets() {
    List<byte[]> taken = due;
    due = List.of();
    return taken;
  }

  // ---- TLS 1.2

  /** Whether the client takes tickets: then it gets no session ID. */
  boolean takesTickets() {
    return ticketOffered != null;
  }

  /** The ID of a session that will be kept; null for a client that takes tickets. */
  byte @Nullable [] newSessionId(TlsNonceGenerator nonces) {
    return takesTickets() ? null : nonces.generateNonce(SESSION_ID);
  }

  /**
   * The session that a ticket holds, or that is kept under the ID (RFC 5077 section 3.4). The ID
   * that comes with a ticket is the client's own, and its echo says that the ticket was taken.
   */
  @Nullable TlsSession session(byte[] id, List<CipherSuite> suites) {
    byte[] ticket = ticketOffered;
    boolean byTicket = ticket != null && ticket.length > 0;
    SessionState state = byTicket ? opened(Objects.requireNonNull(ticket)) : kept(id);
    if (state == null) {
      return null;
    }
    if (!terms.fit(state, TlsVersion.TLS_1_2) || !contain(suites, state)) {
      state.destroy();
      return null;
    }
    copied = state;
    how = byTicket ? Resumption.TICKET : Resumption.SESSION_ID;
    keptId = byTicket ? null : id;
    return TlsUtils.importSession(id, parameters(state));
  }

  private @Nullable SessionState kept(byte[] id) {
    byte[] state = sessions.find(id);
    return state == null ? null : SessionState.decode(state);
  }

  private static boolean contain(List<CipherSuite> suites, SessionState state) {
    return suites.stream().anyMatch(suite -> suite.code() == state.cipherSuite());
  }

  /** Every session that can be resumed has the extended master secret (RFC 7627 section 5.3). */
  @SuppressWarnings("JdkObsolete") // the API is older than HashMap
  private SessionParameters parameters(SessionState state) {
    Hashtable<Integer, byte[]> extensions = new Hashtable<>();
    try {
      if (state.alpn() != null) {
        TlsExtensionsUtils.addALPNExtensionServer(
            extensions, ProtocolName.asUtf8Encoding(state.alpn()));
      }
      return new SessionParameters.Builder()
          .setCipherSuite(state.cipherSuite())
          .setExtendedMasterSecret(true)
          .setMasterSecret(new JceTlsSecret(crypto, state.secret()))
          .setNegotiatedVersion(ProtocolVersion.TLSv12)
          .setServerExtensions(extensions)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ticket that goes before our Finished. */
  NewSessionTicket ticket(SecurityParameters parameters, String certificate) {
    return new NewSessionTicket(lifetimeSeconds(), sealed(state(parameters, certificate)));
  }

  /** Keeps the session for a client that takes no tickets. */
  private void keep(SecurityParameters parameters, String certificate) {
    SessionState state = state(parameters, certificate);
    byte[] octets = state.encode();
    keptId = parameters.getSessionID();
    sessions.keep(keptId, octets, crypto.getSecureRandom());
    Arrays.fill(octets, (byte) 0);
    state.destroy();
  }

  /**
   * The session with an ID that the failed connection had is forgotten (RFC 5246 section 7.2.2).
   */
  void failed() {
    destroyCopied();
    if (keptId != null) {
      sessions.forget(keptId);
    }
  }

  private void destroyCopied() {
    if (copied != null) {
      copied.destroy();
      copied = null;
    }
  }

  private SessionState state(SecurityParameters parameters, String certificate) {
    byte[] master = crypto.adoptSecret(parameters.getMasterSecret()).extract();
    return terms.session(
        TlsVersion.TLS_1_2, parameters.getCipherSuite(), resumed, certificate, master);
  }

  // ---- both versions

  private byte[] sealed(SessionState state) {
    byte[] octets = state.encode();
    byte[] ticket = sessions.keys().seal(octets, crypto.getSecureRandom(), crypto.ticketCipher());
    Arrays.fill(octets, (byte) 0);
    state.destroy();
    return ticket;
  }

  private @Nullable SessionState opened(byte[] ticket) {
    byte[] state = sessions.keys().open(ticket, crypto.ticketCipher());
    return state == null ? null : SessionState.decode(state);
  }

  private int lifetimeSeconds() {
    return (int) sessions.lifetime().toSeconds();
  }
}
