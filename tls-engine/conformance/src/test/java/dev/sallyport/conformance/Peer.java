package dev.sallyport.conformance;

import de.rub.nds.protocol.exception.CryptoException;
import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.constants.AlertDescription;
import de.rub.nds.tlsattacker.core.constants.ProtocolMessageType;
import de.rub.nds.tlsattacker.core.constants.ProtocolVersion;
import de.rub.nds.tlsattacker.core.constants.Tls13KeySetType;
import de.rub.nds.tlsattacker.core.layer.context.TlsContext;
import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.AlertMessage;
import de.rub.nds.tlsattacker.core.record.Record;
import de.rub.nds.tlsattacker.core.record.cipher.RecordCipherFactory;
import de.rub.nds.tlsattacker.core.record.cipher.cryptohelper.KeyDerivator;
import de.rub.nds.tlsattacker.core.record.cipher.cryptohelper.KeySet;
import de.rub.nds.tlsattacker.core.state.State;
import de.rub.nds.tlsattacker.core.workflow.WorkflowTrace;
import de.rub.nds.tlsattacker.core.workflow.action.ReceiveTillAction;
import de.rub.nds.tlsattacker.core.workflow.action.SendAction;
import de.rub.nds.tlsattacker.transport.ConnectionEndType;
import de.rub.nds.tlsattacker.transport.tcp.TcpTransportHandler;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** One end of a connection with the proxy, played by TLS-Attacker step by step. */
final class Peer implements AutoCloseable {
  private static final int FATAL = 2;

  private final State state;
  private final String alias;
  private final Wire wire;
  private final List<ProtocolMessage> received = new ArrayList<>();
  private boolean isProtected;

  Peer(Config config, Wire wire, TcpTransportHandler handler) throws IOException {
    this.state = new State(config, new WorkflowTrace());
    this.alias = state.getContext().getConnection().getAlias();
    this.wire = wire;
    state.getContext().setTransportHandler(handler);
    handler.preInitialize();
    handler.initialize();
  }

  TlsContext tls() {
    return state.getTlsContext();
  }

  Config config() {
    return state.getConfig();
  }

  /** Messages, each in a record of its own where TLS-Attacker does not join them. */
  void send(ProtocolMessage... messages) {
    new SendAction(alias, messages).execute(state);
  }

  /** A message whose bytes, header and all, are changed before they go. */
  void send(ProtocolMessage message, Mutation mutation) {
    message.setCompleteResultingMessage(Mutated.by(mutation));
    send(message);
  }

  /** A record of this content, protected if records are by now. */
  void record(ProtocolMessageType type, byte[] content) {
    Record record = new Record();
    record.setContentMessageType(type);
    record.setCleanProtocolMessageBytes(content);
    record(record);
  }

  void record(Record record) {
    SendAction action = new SendAction(alias, List.of());
    action.setConfiguredRecords(record);
    action.execute(state);
  }

  void handshake(byte[] message) {
    record(ProtocolMessageType.HANDSHAKE, message);
  }

  /** Bytes as they are. */
  void raw(byte[] bytes) {
    try {
      ((TcpTransportHandler) state.getContext().getTransportHandler()).sendData(bytes);
    } catch (IOException closed) {
      // The proxy has had enough: what it said is read later.
    }
  }

  /** A record as it is, without protection. */
  void plain(int type, byte[] content) {
    raw(Bytes.record(type, 0x0303, content));
  }

  /** Reads until such a message came, or the connection ended. */
  void receiveTill(ProtocolMessage message) {
    ReceiveTillAction action = new ReceiveTillAction(alias, message);
    action.execute(state);
    if (action.getReceivedMessages() != null) {
      received.addAll(action.getReceivedMessages());
    }
  }

  List<ProtocolMessage> received() {
    return received;
  }

  /**
   * From its ServerHello on a server can be answered under the keys of the handshake; TLS-Attacker
   * reads with them only when it has sent its Finished.
   */
  private void readHandshakeKeys() {
    TlsContext tls = tls();
    boolean early =
        tls.getChooser().getConnectionEndType() == ConnectionEndType.SERVER
            && tls.getChooser().getSelectedProtocolVersion().isTLS13()
            && tls.getActiveServerKeySetType() == Tls13KeySetType.HANDSHAKE_TRAFFIC_SECRETS
            && tls.getActiveClientKeySetType() == Tls13KeySetType.NONE;
    if (early) {
      try {
        KeySet keys =
            KeyDerivator.generateKeySet(
                tls, ProtocolVersion.TLS13, Tls13KeySetType.HANDSHAKE_TRAFFIC_SECRETS);
        tls.setActiveClientKeySetType(Tls13KeySetType.HANDSHAKE_TRAFFIC_SECRETS);
        tls.getRecordLayer()
            .updateDecryptionCipher(RecordCipherFactory.getRecordCipher(tls, keys, false));
      } catch (NoSuchAlgorithmException | CryptoException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The proxy has keys to send under: its alerts are to be protected by them (RFC 8446 6). */
  void expectProtection() {
    isProtected = true;
  }

  /** Reads the alert that the proxy ends with; nothing if it sends none that counts. */
  Optional<Alert> alert() {
    readHandshakeKeys();
    int before = -1;
    while (fatalAlert().isEmpty() && received.size() > before) {
      before = received.size();
      receiveTill(new AlertMessage());
    }
    Optional<Alert> plain = wire.plainAlert();
    if (isProtected && plain.isPresent()) {
      return Optional.empty();
    }
    return plain.or(this::fatalAlert).or(() -> alerts().findFirst());
  }

  private Optional<Alert> fatalAlert() {
    return alerts().filter(alert -> alert.level() == FATAL).findFirst();
  }

  private Stream<Alert> alerts() {
    return received.stream()
        .filter(AlertMessage.class::isInstance)
        .map(AlertMessage.class::cast)
        .map(
            alert ->
                new Alert(alert.getLevel().getValue(), name(alert.getDescription().getValue())));
  }

  static String name(byte code) {
    AlertDescription description = AlertDescription.getAlertDescription(code);
    return description == null ? "alert " + code : description.name().toLowerCase(Locale.ROOT);
  }

  /** Whether the proxy ends the connection within the time limit of the wire. */
  boolean ends() {
    return wire.ends((TcpTransportHandler) state.getContext().getTransportHandler());
  }

  @Override
  public void close() throws IOException {
    state.getContext().getTransportHandler().closeConnection();
    wire.close();
  }

  /** What becomes of the bytes of a message. */
  @FunctionalInterface
  interface Mutation {
    byte[] of(byte[] message);
  }
}
