package dev.sallyport.tls.bc;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Verdict;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.Direction;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.Registry;
import dev.sallyport.tls.Resumption;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsVersion;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.SecurityParameters;
import org.jspecify.annotations.Nullable;

/** What is known of one connection so far: the one place that keeps facts. */
final class Findings {

  /** A history goes on no longer; a peer can add letters for as long as it likes. */
  private static final int MAX_HISTORY = 100;

  private final Role role;
  private final StringBuilder history = new StringBuilder();
  private boolean dataIn;
  private boolean dataOut;

  /** The codes that are named already. */
  private int namedSuite;

  private int namedGroup;
  private @Nullable ProtocolName namedProtocol;

  private @Nullable TlsVersion version;
  private @Nullable String cipherSuite;
  private @Nullable KeyExchange keyExchange;
  private @Nullable String group;
  private @Nullable String signature;
  private @Nullable String alpn;
  private @Nullable Resumption resumption;
  private @Nullable String serverRandom;
  private @Nullable ClientHello clientHello;
  private @Nullable CertificateSummary certificate;
  private @Nullable CertificateSummary peerCertificate;
  private TlsFacts.@Nullable PreMaster preMaster;
  private @Nullable Long keysDerivedAt;
  private TlsFacts.@Nullable Verification verification;
  private @Nullable Long closeNotifyReceivedAt;
  private @Nullable Long closeNotifySentAt;
  private boolean truncated;
  private long bytesIn;
  private long bytesOut;

  Findings(Role role) {
    this.role = role;
  }

  /** Only the first one: a retry repeats it, a renegotiation is refused. */
  void clientHello(ClientHello hello) {
    if (clientHello == null) {
      clientHello = hello;
    }
  }

  /** What single fields of the server's messages say of the exchange. */
  void serverMessage(TlsEvent.Type type, MessageBytes message) {
    switch (type) {
      case SERVER_HELLO -> serverRandom = Messages.serverRandom(message);
      case SERVER_KEY_EXCHANGE -> {
        group(Messages.group(message, keyExchange));
        signature(Messages.keyExchangeSignature(message, keyExchange));
      }
      case CERTIFICATE_VERIFY -> signature(Messages.certificateSignature(message));
      default -> {}
    }
  }

  /**
   * Takes over what both sides agreed on, as far as they have. Called with each message: what was
   * taken over is not named again.
   */
  void negotiated(SecurityParameters parameters) {
    if (parameters.getNegotiatedVersion() == null) {
      return;
    }
    version = Versions.negotiated(parameters);
    int suite = parameters.getCipherSuite();
    int negotiatedGroup = parameters.getNegotiatedGroup();
    if (suite != namedSuite || negotiatedGroup != namedGroup) {
      namedSuite = suite;
      namedGroup = negotiatedGroup;
      name(suite, negotiatedGroup);
    }
    ProtocolName protocol = parameters.getApplicationProtocol();
    if (protocol != null && !protocol.equals(namedProtocol)) {
      namedProtocol = protocol;
      alpn = protocol.getUtf8Decoding();
    }
  }

  private void name(int suite, int negotiatedGroup) {
    if (suite != 0) {
      cipherSuite = Registry.CIPHER_SUITES.name(suite);
      keyExchange = keyExchangeOf(suite, negotiatedGroup);
    }
    if (version == TlsVersion.TLS_1_3 && negotiatedGroup > 0) {
      group(negotiatedGroup);
    }
  }

  private static KeyExchange keyExchangeOf(int suite, int group) {
    for (CipherSuite known : CipherSuite.values()) {
      KeyExchange prescribed = known.keyExchange();
      if (known.code() == suite && prescribed != null) {
        return prescribed;
      }
    }
    if (NamedGroup.refersToASpecificHybrid(group)) {
      return KeyExchange.HYBRID;
    }
    return NamedGroup.refersToASpecificFiniteField(group) ? KeyExchange.DHE : KeyExchange.ECDHE;
  }

  /**
   * A session is resumed. In TLS 1.2 no key is exchanged then; in TLS 1.3 the secret that both
   * sides had goes into the keys beside that of the group. Null: none is, whatever was offered in a
   * ClientHello that had to be repeated.
   */
  void resumed(@Nullable Resumption how) {
    resumption = how;
  }

  private @Nullable KeyExchange keyExchange() {
    if (resumption == null) {
      return keyExchange;
    }
    return resumption == Resumption.PSK ? KeyExchange.PSK : null;
  }

  /** A negative code is none. */
  void group(int code) {
    if (code >= 0) {
      group = Registry.GROUPS.name(code);
    }
  }

  private void signature(int code) {
    if (code >= 0) {
      signature = Registry.SIGNATURE_SCHEMES.name(code);
    }
  }

  void certificate(CertificateSummary own) {
    certificate = own;
  }

  void peerCertificate(CertificateSummary peer) {
    peerCertificate = peer;
  }

  void preMaster(long at, TlsFacts.PreMaster.Origin by) {
    preMaster = new TlsFacts.PreMaster(at, by);
  }

  void keysDerived(long at) {
    keysDerivedAt = at;
  }

  void verified(long at, long durationNanos, Verdict verdict) {
    verification = new TlsFacts.Verification(at, durationNanos, verdict);
  }

  void closeNotify(Direction direction, long at) {
    if (direction == Direction.IN) {
      closeNotifyReceivedAt = at;
    } else {
      closeNotifySentAt = at;
    }
  }

  void truncated() {
    truncated = true;
  }

  void handshakeOctets(Direction direction, int count) {
    if (direction == Direction.IN) {
      bytesIn += count;
    } else {
      bytesOut += count;
    }
  }

  void message(TlsEvent.Type type, Direction direction) {
    letter(type.letter(), direction);
  }

  /** The first application data each way has a letter. */
  void data(Direction direction) {
    if (direction == Direction.IN ? !dataIn : !dataOut) {
      dataIn |= direction == Direction.IN;
      dataOut |= direction == Direction.OUT;
      letter('D', direction);
    }
  }

  private void letter(char letter, Direction direction) {
    if (history.length() < MAX_HISTORY) {
      history.append(role.fromClient(direction) ? letter : Character.toLowerCase(letter));
    }
  }

  @Nullable TlsVersion version() {
    return version;
  }

  @Nullable String serverRandom() {
    return serverRandom;
  }

  boolean certificateSent() {
    return certificate != null;
  }

  TlsFacts snapshot(HandshakeClock clock) {
    Long beginAt = clock.beginAt();
    TlsFacts.Handshake handshake =
        beginAt == null
            ? null
            : new TlsFacts.Handshake(
                beginAt,
                clock.endAt(),
                clock.computeNanos(),
                bytesIn,
                bytesOut,
                history.toString());
    ClientHello hello = clientHello;
    return new TlsFacts(
        version,
        cipherSuite,
        keyExchange(),
        group,
        signature,
        hello == null ? null : hello.serverName(),
        alpn,
        resumption,
        hello == null ? null : hello.random(),
        serverRandom,
        hello,
        certificate,
        peerCertificate,
        handshake,
        preMaster,
        keysDerivedAt,
        verification,
        closeNotifyReceivedAt,
        closeNotifySentAt,
        truncated);
  }
}
