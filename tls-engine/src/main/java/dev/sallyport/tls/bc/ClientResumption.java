package dev.sallyport.tls.bc;

import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.OfferedPsks;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.PskKeyExchangeMode;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsSecret;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a client offers to resume, and what it keeps of what the server gives it.
 * Only sessions with the extended master secret are kept (RFC 7627 section 5.3). What the server
 * does not take is a full handshake, and forgotten.
 */
final class ClientResumption {
  private static final Integer SESSION_TICKET = ExtensionType.session_ticket;
  private static final Integer PRE_SHARED_KEY = ExtensionType.pre_shared_key;

  /** The ID that goes with a ticket, so that its echo tells that it was taken. */
  private static final int SESSION_ID = 32;

  private final Crypto crypto;
  private final ClientSessions sessions;
  private final ClientSessions.Server server;
  private final Transcript transcript;
  private final Deque<ClientSession> kept = new ArrayDeque<>();
  private @Nullable ClientSession offered;
  private Instant limit;
  private boolean resumed;
  private boolean complete;
  private @Nullable NewSessionTicket ticket;
  private @Nullable SecurityParameters agreed;
  private @Nullable TlsSecret resumptionMaster;

  /** The master secret that Bouncy Castle copies, and leaves behind. */
  private @Nullable TlsSecret copied;

  ClientResumption(Crypto crypto, ClientSessions sessions, ClientSessions.Server server) {
    this.crypto = crypto;
    this.sessions = sessions;
    this.server = server;
    this.transcript = new Transcript(crypto);
    this.limit = sessions.now();
  }

  /** Takes all handshake messages: the keys of tickets come from it. */
  Transcript transcript() {
    return transcript;
  }

  // ---- the offer

  /** The handshake begins: what is offered is used before this call ends. */
  void begin() {
    offered = sessions.find(server);
    if (offered != null) {
      limit = offered.validity().limit();
    }
  }

  /** Says that tickets are taken, and brings the one of TLS 1.2. */
  void extend(Hashtable<Integer, byte[]> extensions) throws IOException {
    List<TlsVersion> versions = server.profile().policy().versions();
    if (versions.contains(TlsVersion.TLS_1_2)) {
      ClientSession session = offered(TlsVersion.TLS_1_2);
      extensions.put(SESSION_TICKET, session == null ? new byte[0] : session.ticket());
    }
    if (versions.contains(TlsVersion.TLS_1_3)) {
      TlsExtensionsUtils.addPSKKeyExchangeModesExtension(
          extensions, new short[] {PskKeyExchangeMode.psk_dhe_ke});
    }
  }

  /** The session of TLS 1.2 that is offered (RFC 5246 section 7.3, RFC 5077 section 3.4). */
  @Nullable TlsSession session() {
    ClientSession session = offered(TlsVersion.TLS_1_2);
    if (session == null) {
      return null;
    }
    byte[] id =
        session.byTicket()
            ? crypto.createNonceGenerator(new byte[0]).generateNonce(SESSION_ID)
            : session.id();
    TlsSecret master = new JceTlsSecret(crypto, session.secret().clone());
    copied = master;
    return TlsUtils.importSession(
        id,
        new SessionParameters.Builder()
            .setCipherSuite(session.cipherSuite())
            .setExtendedMasterSecret(true)
            .setMasterSecret(master)
            .setNegotiatedVersion(ProtocolVersion.TLSv12)
            .build());
  }

  /** The ticket of TLS 1.3 that is offered (RFC 8446 section 4.2.11). */
  @Nullable Vector<TlsPSKExternal> keys() {
    ClientSession session = offered(TlsVersion.TLS_1_3);
    if (session == null) {
      return null;
    }
    PskSecret key = new PskSecret(crypto, session.secret().clone());
    sessions.used(server, session);
    return Vectors.of(List.of(new PreSharedKey(session.ticket(), key, session.cipherSuite())));
  }

  /** Puts the ticket's age where Bouncy Castle has written 0. */
  void tellAge(Hashtable<Integer, byte[]> extensions) throws IOException {
    ClientSession session = offered(TlsVersion.TLS_1_3);
    if (session != null && extensions.containsKey(PRE_SHARED_KEY)) {
      long age = session.obfuscatedAge(sessions.now());
      TlsExtensionsUtils.addPreSharedKeyClientHello(
          extensions, new OfferedPsks(Vectors.of(List.of(new PskIdentity(session.ticket(), age)))));
    }
  }

  private @Nullable ClientSession offered(TlsVersion version) {
    return offered == null || offered.version() != version ? null : offered;
  }

  // ---- the answer

  /** The server takes the offer; tells by what it is resumed. */
  Resumption taken() {
    ClientSession session = Objects.requireNonNull(offered);
    resumed = true;
    if (session.version() == TlsVersion.TLS_1_3) {
      return Resumption.PSK;
    }
    return session.byTicket() ? Resumption.TICKET : Resumption.SESSION_ID;
  }

  /**
   * The server's certificates were verified, and none of them counts after its end. One that has
   * expired already was not needed for the verdict.
   */
  void verified(List<X509Certificate> chain) {
    Instant now = sessions.now();
    limit = now.plus(ClientSession.MAX_AGE);
    for (X509Certificate certificate : chain) {
      Instant end = certificate.getNotAfter().toInstant();
      if (end.isAfter(now) && end.isBefore(limit)) {
        limit = end;
      }
    }
  }

  private void destroyCopied() {
    if (copied != null) {
      copied.destroy();
      copied = null;
    }
  }

  /** A NewSessionTicket of TLS 1.2 came; it counts once the handshake is complete. */
  void ticket(NewSessionTicket received) {
    ticket = received;
  }

  void complete(SecurityParameters parameters) throws IOException {
    complete = true;
    destroyCopied();
    if (!resumed && offered != null) {
      sessions.remove(server, offered);
    }
    if (ProtocolVersion.TLSv13.equals(parameters.getNegotiatedVersion())) {
      agreed = parameters;
      resumptionMaster = Tickets.resumptionMaster(parameters, transcript.value());
    } else if (parameters.isExtendedMasterSecret()) {
      keepTls12(parameters);
    }
    transcript.end();
  }

  private void keepTls12(SecurityParameters parameters) {
    NewSessionTicket given = ticket;
    if (given != null && given.getTicket().length > 0) {
      long hint = given.getTicketLifetimeHint();
      Duration lifetime = hint == 0 ? ClientSession.MAX_AGE : Duration.ofSeconds(hint);
      keepTls12(parameters, new byte[0], given.getTicket(), lifetime);
    } else if (!resumed && parameters.getSessionID().length > 0) {
      keepTls12(parameters, parameters.getSessionID(), new byte[0], ClientSession.MAX_AGE);
    }
  }

  private void keepTls12(
      SecurityParameters parameters, byte[] id, byte[] octets, Duration lifetime) {
    byte[] master = crypto.adoptSecret(parameters.getMasterSecret()).extract();
    int suite = parameters.getCipherSuite();
    keep(new ClientSession(TlsVersion.TLS_1_2, suite, id, octets, master, 0, validity(lifetime)));
  }

  /** A NewSessionTicket of TLS 1.3, any number of which may come. */
  void ticket(MessageBytes message) throws IOException {
    SecurityParameters parameters = Objects.requireNonNull(agreed);
    TlsSecret master = Objects.requireNonNull(resumptionMaster);
    Tickets.Ticket given = Tickets.parse(message);
    byte[] key = Tickets.key(parameters, master, given.nonce());
    int suite = parameters.getCipherSuite();
    keep(
        new ClientSession(
            TlsVersion.TLS_1_3,
            suite,
            new byte[0],
            given.ticket(),
            key,
            given.ageAdd(),
            validity(Duration.ofSeconds(given.lifetimeSeconds()))));
  }

  private ClientSession.Validity validity(Duration lifetime) {
    Instant now = sessions.now();
    return new ClientSession.Validity(now, now.plus(lifetime), limit);
  }

  private void keep(ClientSession session) {
    if (!sessions.keep(server, session)) {
      return;
    }
    if (kept.size() == ClientSessions.MAX_TICKETS) {
      kept.removeFirst();
    }
    kept.addLast(session);
  }

  /**
   * The connection has failed: none of its sessions is resumed any more (RFC 5246 section 7.2.2,
   * RFC 8446 section 6.2). If it did so in a handshake that offered one, the offer may be the
   * reason: then no session of that server is resumed for a while.
   *
   * @param ours whether we gave it up, for a reason that has nothing to do with the server
   */
  void failed(boolean ours) {
    if (offered != null) {
      if (complete || ours) {
        sessions.remove(server, offered);
      } else {
        sessions.distrust(server);
      }
      offered = null;
    }
    kept.forEach(session -> sessions.remove(server, session));
    kept.clear();
    inputEnded();
  }

  /** The server is gone without a word, which says nothing of a session that it has agreed to. */
  void lost() {
    if (complete) {
      inputEnded();
    } else {
      failed(false);
    }
  }

  /** No ticket comes any more, and no handshake goes on. */
  void inputEnded() {
    destroyCopied();
    if (resumptionMaster != null) {
      resumptionMaster.destroy();
      resumptionMaster = null;
    }
  }
}
