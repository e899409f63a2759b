package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsVersion;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client offers in its ClientHello, and again in a second one after a HelloRetryRequest,
 * where only the key share may differ, and what has no bearing here (RFC 8446 section 4.1.2).
 */
final class Offers {
  private byte[] beforeExtensions = new byte[0]; // its hash
  private @Nullable ClientHello latest;
  private boolean retrying;

  /** Takes a ClientHello that came. */
  void take(MessageBytes message) throws Refusal {
    ClientHello hello = Messages.clientHello(message);
    byte[] begin = hash(Messages.beforeExtensions(message));
    if (retrying && !(Arrays.equals(begin, beforeExtensions) && same(hello, latest()))) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.ILLEGAL_PARAMETER,
          "the second ClientHello differs from the first");
    }
    if (hello.versions().contains(TlsVersion.TLS_1_3.wireName()) && compresses(message)) {
      throw new Refusal(
          FailureType.PROTOCOL_VIOLATION,
          Description.ILLEGAL_PARAMETER,
          "the client offers TLS 1.3 and compression");
    }
    beforeExtensions = begin;
    latest = hello;
  }

  /** In TLS 1.3 there is one method, which does nothing (RFC 8446 section 4.1.2). */
  private static boolean compresses(MessageBytes message) {
    return !Arrays.equals(Messages.compressionMethods(message), new byte[] {0});
  }

  /** A HelloRetryRequest was sent. */
  void retry() {
    retrying = true;
  }

  /** The ClientHello that is being answered. */
  ClientHello latest() {
    return Objects.requireNonNull(latest);
  }

  private static byte[] hash(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static boolean same(ClientHello second, ClientHello first) {
    return second.versions().equals(first.versions())
        && second.groups().equals(first.groups())
        && second.signatureSchemes().equals(first.signatureSchemes())
        && second.alpn().equals(first.alpn())
        && Objects.equals(second.serverName(), first.serverName());
  }
}
