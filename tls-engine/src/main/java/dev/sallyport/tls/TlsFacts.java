package dev.sallyport.tls;

import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.Verdict;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one TLS connection at one moment. What did not happen, or is not known, is null.
 * Times are nanoseconds on the clock that the engine was given.
 *
 * @param cipherSuite IANA name
 * @param group IANA name of the group of the key exchange
 * @param signature IANA name of the scheme of the server's signature over the handshake
 * @param serverName the name the client asked for (SNI)
 * @param alpn the protocol that was negotiated
 * @param resumption how the session was resumed; null in a full handshake
 * @param clientRandom lower-case hexadecimal, like {@code serverRandom}
 * @param clientHello the first ClientHello of the connection, sent or received
 * @param certificate our own, once it was sent
 * @param handshake null until the first byte of it
 * @param keysDerivedAt when the keys of application data existed
 * @param closeNotifyReceivedAt when the peer's close_notify came
 * @param closeNotifySentAt when ours was written
 * @param truncated whether the peer's FIN came without close_notify
 */
public record TlsFacts(
    @Nullable TlsVersion version,
    @Nullable String cipherSuite,
    @Nullable KeyExchange keyExchange,
    @Nullable String group,
    @Nullable String signature,
    @Nullable String serverName,
    @Nullable String alpn,
    @Nullable Resumption resumption,
    @Nullable String clientRandom,
    @Nullable String serverRandom,
    @Nullable ClientHello clientHello,
    @Nullable CertificateSummary certificate,
    @Nullable CertificateSummary peerCertificate,
    @Nullable Handshake handshake,
    @Nullable PreMaster preMaster,
    @Nullable Long keysDerivedAt,
    @Nullable Verification certificateVerified,
    @Nullable Long closeNotifyReceivedAt,
    @Nullable Long closeNotifySentAt,
    boolean truncated) {

  /** Whether a session was resumed. */
  public boolean resumed() {
    return resumption != null;
  }

  /**
   * The handshake, up to its end in either way.
   *
   * @param beginAt the first byte of the ClientHello
   * @param endAt completion or failure; null while it goes on
   * @param computeNanos time spent inside the engine during it
   * @param bytesIn octets of ciphertext received until its end, record headers included
   * @param history Zeek's ssl_history: a letter a message, upper case what the client sent
   */
  public record Handshake(
      long beginAt,
      @Nullable Long endAt,
      long computeNanos,
      long bytesIn,
      long bytesOut,
      String history) {

    /** From begin to end; null while it goes on. */
    public @Nullable Long durationNanos() {
      return endAt == null ? null : Long.valueOf(endAt - beginAt);
    }

    /** The time that was spent waiting for the peer; null while it goes on. */
    public @Nullable Long waitNanos() {
      return endAt == null ? null : Long.valueOf(Math.max(0, endAt - beginAt - computeNanos));
    }
  }

  /** When the pre-master secret existed, and where it came from. */
  public record PreMaster(long at, Origin by) {

    /** Where a pre-master secret comes from. */
    public enum Origin {
      /** The client chose it and encrypted it under the certificate's RSA key. */
      CLIENT_ENCRYPTED,
      /** Both sides computed it. */
      KEY_AGREEMENT;

      /** As it is recorded: {@code client_encrypted}. */
      public String id() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /** The verification of the peer's chain: when the verdict fell and how long it took. */
  public record Verification(long at, long durationNanos, Verdict verdict) {}
}
