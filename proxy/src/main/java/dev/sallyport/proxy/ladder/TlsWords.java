package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Direction;
import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.CertificateRecord;
import dev.sallyport.proxy.record.TlsRecord;
import dev.sallyport.proxy.record.TlsRecord.Handshake;
import dev.sallyport.proxy.record.TlsRecord.Offer;
import dev.sallyport.proxy.record.TlsRecord.PreMaster;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What matters in each TLS message of one connection, in words. */
final class TlsWords {
  static final String PRE_MASTER = "tls.pre_master_secret";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

  private final TlsRecord tls;
  private final Side side;
  private final boolean passthrough;

  /**
   * @param passthrough whether the peer's TLS ends elsewhere
   */
  TlsWords(TlsRecord tls, Side side, boolean passthrough) {
    this.tls = tls;
    this.side = side;
    this.passthrough = passthrough;
  }

  /** Returns the RFC's spelling of a message: {@code ClientHello} of {@code tls.client_hello}. */
  static String messageName(String event) {
    return Stream.of(event.substring(event.indexOf('.') + 1).split("_", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  /** Returns what matters in a message, most telling first. */
  List<String> ofMessage(String event, @Nullable Direction direction) {
    return switch (event) {
      case "tls.client_hello" -> clientHello();
      case "tls.server_hello" -> serverHello();
      case "tls.encrypted_extensions" -> notes(prefixed("ALPN ", tls.parameters().alpn()));
      case "tls.certificate" -> certificate(direction);
      case "tls.server_key_exchange" ->
          notes(tls.parameters().group(), tls.parameters().signature());
      case "tls.certificate_verify" ->
          isServers(direction) ? notes(tls.parameters().signature()) : notes();
      case "tls.client_key_exchange" -> notes(clientKeyExchange());
      default -> notes();
    };
  }

  /** Says how both ends came to know the pre-master secret. */
  @Nullable String preMaster() {
    PreMaster preMaster = tls.keys().preMaster();
    if (preMaster == null) {
      return null;
    }
    if (preMaster.by() == PreMaster.By.KEY_AGREEMENT) {
      String group = tls.parameters().group();
      return group == null ? "agreed by both" : "agreed by " + group;
    }
    return side == Side.DOWNSTREAM
        ? "made by the client, encrypted under our RSA key"
        : "made by us, encrypted under the backend's RSA key";
  }

  @Nullable String verified() {
    TlsRecord.Verified verified = tls.certificates().verified();
    if (verified == null || verified.durationMicros() == null) {
      return null;
    }
    return "in " + Quantity.duration(verified.durationMicros());
  }

  @Nullable String verdict() {
    TlsRecord.Verified verified = tls.certificates().verified();
    return verified == null ? null : verified.verdict();
  }

  /** Says how long the handshake took, and what of it. */
  List<String> handshake() {
    Handshake handshake = tls.handshake();
    return handshake == null
        ? notes()
        : notes(
            amount("in ", handshake.durationMicros()),
            amount("waiting ", handshake.waitMicros()),
            amount("computing ", handshake.computeMicros()));
  }

  private List<String> clientHello() {
    Offer offer = tls.hello().offer();
    List<String> notes = notes(prefixed("SNI ", tls.parameters().serverName()));
    if (offer != null) {
      notes.add(String.join(", ", offer.versions()));
      if (!offer.alpn().isEmpty()) {
        notes.add("ALPN " + String.join(", ", offer.alpn()));
      }
    }
    notes.addAll(notes(prefixed("JA4 ", tls.hello().ja4())));
    notes.addAll(random(tls.hello().clientRandom()));
    if (passthrough) {
      notes.add("passed through");
    }
    return notes;
  }

  private List<String> serverHello() {
    TlsRecord.Parameters chosen = tls.parameters();
    List<String> notes = notes(chosen.version(), chosen.cipherSuite());
    if (Boolean.TRUE.equals(chosen.resumed())) {
      notes.add(resumed(chosen.resumption()));
    }
    boolean keyShare = "TLSv1.3".equals(chosen.version());
    notes.addAll(notes(keyShare ? chosen.group() : null));
    if (!keyShare) {
      notes.addAll(notes(prefixed("ALPN ", chosen.alpn())));
    }
    notes.addAll(random(tls.hello().serverRandom()));
    return notes;
  }

  private static String resumed(@Nullable String how) {
    if (how == null) {
      return "resumed";
    }
    return switch (how) {
      case "session_id" -> "resumed by session ID";
      case "psk" -> "resumed by PSK";
      default -> "resumed by " + how;
    };
  }

  private List<String> certificate(@Nullable Direction direction) {
    CertificateRecord certificate =
        direction == Direction.OUT ? tls.certificates().ours() : tls.certificates().peer();
    if (certificate == null) {
      boolean declined = side == Side.DOWNSTREAM && direction == Direction.IN;
      return declined ? notes("none") : notes();
    }
    return notes(
        certificate.subject(), certificate.key(), "until " + DAY.format(certificate.notAfter()));
  }

  private @Nullable String clientKeyExchange() {
    String exchange = tls.parameters().keyExchange();
    if (exchange == null) {
      return null;
    }
    return exchange.equals("RSA") ? "encrypted pre-master secret" : "public key";
  }

  private boolean isServers(@Nullable Direction direction) {
    return (direction == Direction.OUT) == (side == Side.DOWNSTREAM);
  }

  private static List<String> random(@Nullable String hex) {
    return notes(hex == null ? null : "random " + Fit.hex(hex));
  }

  private static @Nullable String amount(String what, @Nullable Long micros) {
    return micros == null ? null : what + Quantity.duration(micros);
  }

  private static @Nullable String prefixed(String prefix, @Nullable String text) {
    return text == null ? null : prefix + text;
  }

  private static List<String> notes(@Nullable String... notes) {
    List<String> present = new ArrayList<>();
    for (String note : notes) {
      if (note != null) {
        present.add(note);
      }
    }
    return present;
  }
}
