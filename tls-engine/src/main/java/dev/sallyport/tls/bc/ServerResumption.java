package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.ServerSessions;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a server resumes, and what it gives its client to resume. Whatever does
 * not fit leads to a full handshake, never to a failure. No early data is taken.
 */
final class ServerResumption {

  /** More tickets of one ClientHello are not looked at. */
  private static final int MAX_TRIED = 4;

  /** How far the clocks of proxies that share keys may be apart. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final int TICKETS_AFTER_FULL = 2;
  private static final int TICKETS_AFTER_RESUMPTION = 1;

  private final Crypto crypto;
  private final ServerSessions sessions;
  private final Terms terms;
  private @Nullable SessionState resumed;
  private @Nullable CipherSuite suite;
  private byte @Nullable [] ticketOffered;
  private @Nullable Resumption how;

  /** What this connection is about: a session of other terms is not resumed. */
  interface Terms {

    /** The suites that both sides can do, in our order. */
    List<CipherSuite> suites();

    @Nullable String serverName();

    /** The protocol that is negotiated. */
    @Nullable String alpn();

    /** Whether the certificate with that fingerprint serves the name that is asked for. */
    boolean served(String certificate);
  }

  ServerResumption(Crypto crypto, ServerSessions sessions, Terms terms) {
    this.crypto = crypto;
    this.sessions = sessions;
    this.terms = terms;
  }

  /** The suite of the session that is resumed; null if none is. */
  @Nullable CipherSuite suite() {
    return suite;
  }

  // ---- TLS 1.3

  /**
   * The first of the offered keys that fits (RFC 8446 section 4.2.11). It is found again in the
   * list by its identity without its age, which matters to early data alone.
   */
  @Nullable TlsPSKExternal select(Vector<PskIdentity> offered) {
    resumed = null;
    suite = null;
    for (int i = 0; i < Math.min(offered.size(), MAX_TRIED); i++) {
      byte[] ticket = offered.get(i).getIdentity();
      SessionState state = opened(ticket);
      CipherSuite possible = state == null ? null : suiteFor(state);
      if (state != null && possible != null && fits(state, TlsVersion.TLS_1_3)) {
        resumed = state;
        suite = possible;
        offered.set(i, new PskIdentity(ticket, 0));
        return new Key(ticket, new PskSecret(crypto, state.secret().clone()), prf(possible));
      }
    }
    return null;
  }

  /** A ticket as Bouncy Castle knows pre-shared keys. */
  private static final class Key implements TlsPSKExternal {
    private final byte[] identity;
    private final TlsSecret key;
    private final int prf;

    Key(byte[] identity, TlsSecret key, int prf) {
      this.identity = identity;
      this.key = key;
      this.prf = prf;
    }

    @Override
    public byte[] getIdentity() {
      return identity;
    }

    @Override
    public TlsSecret getKey() {
      return key;
    }

    @Override
    public int getPRFAlgorithm() {
      return prf;
    }
  }

  /** Any suite with the hash that the key was made for will do (RFC 8446 section 4.6.1). */
  private @Nullable CipherSuite suiteFor(SessionState state) {
    for (CipherSuite possible : terms.suites()) {
      if (prf(possible.code()) == prf(state.cipherSuite())) {
        return possible;
      }
    }
    return null;
  }

  private static int prf(CipherSuite suite) {
    return prf(suite.code());
  }

  private static int prf(int suite) {
    return suite == CipherSuite.TLS_AES_256_GCM_SHA384.code()
        ? PRFAlgorithm.tls13_hkdf_sha384
        : PRFAlgorithm.tls13_hkdf_sha256;
  }

  /** The NewSessionTicket messages that follow the client's Finished. */
  List<byte[]> tickets(SecurityParameters parameters, Transcript transcript, String certificate)
      throws IOException {
    TlsSecret master = Tickets.resumptionMaster(parameters, transcript.value());
    SessionState before = resumed;
    int count = before == null ? TICKETS_AFTER_FULL : TICKETS_AFTER_RESUMPTION;
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] nonce = {(byte) i};
      SessionState state =
          state(
              TlsVersion.TLS_1_3,
              parameters.getCipherSuite(),
              before == null ? certificate : before.certificate(),
              Tickets.key(parameters, master, nonce));
      int ageAdd = crypto.getSecureRandom().nextInt();
      messages.add(Tickets.message(lifetimeSeconds(), ageAdd, nonce, sealed(state)));
    }
    master.destroy();
    return messages;
  }

  // ---- TLS 1.2

  /** The client's session_ticket extension; null: it takes none, empty: it has none yet. */
  void offered(byte @Nullable [] extension) {
    ticketOffered = extension;
  }

  /** Whether the client takes tickets: then it gets no session ID. */
  boolean takesTickets() {
    return ticketOffered != null;
  }

  /**
   * The session that a ticket holds, or that is kept under the ID (RFC 5077 section 3.4). The ID
   * that comes with a ticket is the client's own, and its echo says that the ticket was taken.
   */
  @Nullable TlsSession session(byte[] id) {
    byte[] ticket = ticketOffered;
    boolean byTicket = ticket != null && ticket.length > 0;
    SessionState state = null;
    if (id.length > 0) {
      state = byTicket ? opened(Objects.requireNonNull(ticket)) : kept(id);
    }
    if (state == null || !fits(state, TlsVersion.TLS_1_2) || sameSuite(state) == null) {
      return null;
    }
    how = byTicket ? Resumption.TICKET : Resumption.SESSION_ID;
    return TlsUtils.importSession(id, parameters(state));
  }

  private @Nullable SessionState kept(byte[] id) {
    byte[] state = sessions.find(id);
    return state == null ? null : SessionState.decode(state);
  }

  private @Nullable CipherSuite sameSuite(SessionState state) {
    return terms.suites().stream()
        .filter(possible -> possible.code() == state.cipherSuite())
        .findFirst()
        .orElse(null);
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
          .setMasterSecret(crypto.createSecret(state.secret()))
          .setNegotiatedVersion(ProtocolVersion.TLSv12)
          .setServerExtensions(extensions)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the session is resumed that {@link #session} gave. */
  Resumption how() {
    return Objects.requireNonNull(how);
  }

  /** The ticket that goes before our Finished. */
  NewSessionTicket ticket(SecurityParameters parameters, String certificate) {
    return new NewSessionTicket(lifetimeSeconds(), sealed(state(parameters, certificate)));
  }

  /** Keeps the session for a client that takes no tickets. */
  void keep(SecurityParameters parameters, String certificate) {
    byte[] state = state(parameters, certificate).encode();
    sessions.keep(parameters.getSessionID(), state, crypto.getSecureRandom());
    Arrays.fill(state, (byte) 0);
  }

  private SessionState state(SecurityParameters parameters, String certificate) {
    byte[] master = crypto.adoptSecret(parameters.getMasterSecret()).extract();
    return state(TlsVersion.TLS_1_2, parameters.getCipherSuite(), certificate, master);
  }

  // ---- both versions

  private SessionState state(
      TlsVersion version, int cipherSuite, String certificate, byte[] secret) {
    Instant now = sessions.now();
    Instant begun = resumed == null ? now : resumed.begunAt();
    return new SessionState(
        version, cipherSuite, begun, now, terms.serverName(), terms.alpn(), certificate, secret);
  }

  private byte[] sealed(SessionState state) {
    byte[] octets = state.encode();
    byte[] ticket = sessions.keys().seal(octets, crypto.getSecureRandom());
    Arrays.fill(octets, (byte) 0);
    Arrays.fill(state.secret(), (byte) 0);
    return ticket;
  }

  private @Nullable SessionState opened(byte[] ticket) {
    byte[] state = sessions.keys().open(ticket);
    return state == null ? null : SessionState.decode(state);
  }

  private boolean fits(SessionState state, TlsVersion version) {
    return state.version() == version
        && young(state)
        && Objects.equals(state.serverName(), terms.serverName())
        && Objects.equals(state.alpn(), terms.alpn())
        && terms.served(state.certificate());
  }

  private boolean young(SessionState state) {
    Instant now = sessions.now();
    return !state.issuedAt().isAfter(now.plus(SKEW))
        && !now.isAfter(state.issuedAt().plus(sessions.lifetime()))
        && !now.isAfter(state.begunAt().plus(ServerSessions.MAX_LIFETIME));
  }

  private int lifetimeSeconds() {
    return (int) sessions.lifetime().toSeconds();
  }
}
