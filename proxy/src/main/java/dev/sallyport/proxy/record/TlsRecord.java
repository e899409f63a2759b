package dev.sallyport.proxy.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the TLS of one connection. The JSON form has the fields of {@link Parameters},
 * {@link Hello}, {@link Certificates}, {@link Keys} and {@link Close} flat, in one object.
 */
public record TlsRecord(
    Parameters parameters,
    Hello hello,
    Certificates certificates,
    @Nullable Handshake handshake,
    Keys keys,
    Close close) {

  /**
   * What was negotiated, or in passthrough asked for.
   *
   * @param version {@code TLSv1.2} or {@code TLSv1.3}
   * @param cipherSuite IANA name
   * @param keyExchange {@code RSA}, {@code DHE}, {@code ECDHE}, {@code HYBRID} or {@code PSK}
   * @param serverName the SNI
   * @param resumption how: {@code session_id}, {@code ticket} or {@code psk}
   */
  public record Parameters(
      @Nullable String version,
      @Nullable String cipherSuite,
      @Nullable String keyExchange,
      @Nullable String group,
      @Nullable String signature,
      @Nullable String serverName,
      @Nullable String alpn,
      @Nullable Boolean resumed,
      @Nullable String resumption) {}

  /** Both hellos: the randoms in lower-case hex, the fingerprints of the client's, its offer. */
  public record Hello(
      @Nullable String clientRandom,
      @Nullable String serverRandom,
      @Nullable String ja3,
      @Nullable String ja4,
      @Nullable Offer offer) {}

  /** What a ClientHello offered, by IANA names, in its order. The lists are immutable. */
  public record Offer(
      List<String> versions,
      List<String> cipherSuites,
      List<String> groups,
      List<String> signatureSchemes,
      List<String> alpn) {}

  /** The certificate we showed, the one the peer showed, and what became of the latter. */
  public record Certificates(
      @Nullable CertificateRecord ours,
      @Nullable CertificateRecord peer,
      @Nullable Verified verified) {
    public static final Certificates NONE = new Certificates(null, null, null);
  }

  /**
   * The verification of the peer's certificate.
   *
   * @param verdict {@code trusted}, or the reason it is not: {@code unknown_ca}, {@code expired} …
   */
  public record Verified(long atMicros, @Nullable Long durationMicros, String verdict) {}

  /**
   * The course of the handshake, which begins with the ClientHello, not with accept.
   *
   * @param idleMicros from the connection being there to the ClientHello
   * @param endMicros when it was complete or had failed; absent when the connection ended before
   * @param waitMicros time spent waiting for the peer
   * @param computeMicros time spent in our own engine
   * @param history letters of Zeek's {@code ssl_history}, upper case for who opened the connection
   */
  public record Handshake(
      @Nullable Long idleMicros,
      @Nullable Long beginMicros,
      @Nullable Long endMicros,
      @Nullable Long durationMicros,
      @Nullable Long waitMicros,
      @Nullable Long computeMicros,
      @Nullable Long bytesIn,
      @Nullable Long bytesOut,
      @Nullable String history) {}

  /** When there was a pre-master secret, and when the traffic keys made from it. */
  public record Keys(@Nullable PreMaster preMaster, @Nullable Long derivedMicros) {
    public static final Keys NONE = new Keys(null, null);
  }

  /** The birth of the pre-master secret; in TLS 1.3 of the (EC)DHE shared secret. */
  public record PreMaster(long atMicros, By by) {
    /** How both ends came to know the secret. */
    public enum By {
      /** The client made it and encrypted it under the certificate's RSA key. */
      CLIENT_ENCRYPTED,
      /** Both made it from each other's public key. */
      KEY_AGREEMENT
    }
  }

  /**
   * How TLS ended.
   *
   * @param truncated a FIN came without close_notify
   */
  public record Close(
      @Nullable Long notifyReceivedMicros, @Nullable Long notifySentMicros, boolean truncated) {
    public static final Close NONE = new Close(null, null, false);
  }
}
