package dev.sallyport.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client offered. Lists are in the order of the wire and hold IANA names; a reserved value
 * of RFC 8701 is {@code GREASE}, a number without a name {@code 0xNNNN}. What is absent is empty;
 * of a list longer than 512, of protocols than 64, the rest is left out.
 *
 * @param versions from supported_versions, else the legacy version alone
 * @param random 64 lower-case hexadecimal digits
 * @param keyShareGroups the groups for which it sent a share (RFC 8446 section 4.2.8)
 * @param serverName the host_name of server_name (RFC 6066), lower case; null if none was sent
 * @param length octets of the whole handshake message, its header included
 * @param fingerprint what JA3 and JA4 make of all that it holds, also of what is left out here
 */
public record ClientHello(
    List<String> versions,
    String random,
    List<String> cipherSuites,
    List<String> groups,
    List<String> signatureSchemes,
    List<String> alpn,
    List<String> keyShareGroups,
    @Nullable String serverName,
    int length,
    Fingerprint fingerprint) {

  public ClientHello {
    versions = copy(versions);
    cipherSuites = copy(cipherSuites);
    groups = copy(groups);
    signatureSchemes = copy(signatureSchemes);
    alpn = List.copyOf(alpn);
    keyShareGroups = copy(keyShareGroups);
  }

  /**
   * Reads a whole handshake message, its header of four octets included.
   *
   * @throws DecodeException if it is not a well-formed ClientHello
   */
  public static ClientHello decode(byte[] message, int offset, int length) throws DecodeException {
    return ClientHelloReader.read(message, offset, length);
  }

  private static List<String> copy(List<String> names) {
    return names instanceof NameList ? names : List.copyOf(names);
  }
}
