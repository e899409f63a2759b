package dev.sallyport.tls.bc;

import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.Registry;
import dev.sallyport.tls.TlsVersion;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a server tries its suites. It is the server's own, but a client that lists
 * ChaCha20 before every AES has no AES instructions, and gets ChaCha20.
 */
final class SuiteOrder {
  private static final int FIRST_OF_TLS_1_3 = 0x1301;
  private static final int LAST_OF_TLS_1_3 = 0x13FF;

  private SuiteOrder() {}

  /** Our suites, in the order for one version. */
  static List<CipherSuite> of(List<CipherSuite> own, TlsVersion version, int[] offered) {
    return prefersChaCha20(version, offered)
        ? own.stream().sorted(Comparator.comparing(suite -> !isChaCha20(suite.name()))).toList()
        : own;
  }

  private static boolean prefersChaCha20(TlsVersion version, int[] offered) {
    for (int code : offered) {
      if ((version == TlsVersion.TLS_1_3) == isOfTls13(code)) {
        String name = Registry.CIPHER_SUITES.name(code);
        if (isChaCha20(name) || name.contains("_AES_")) {
          return isChaCha20(name);
        }
      }
    }
    return false;
  }

  private static boolean isOfTls13(int code) {
    return code >= FIRST_OF_TLS_1_3 && code <= LAST_OF_TLS_1_3;
  }

  private static boolean isChaCha20(String name) {
    return name.contains("CHACHA20");
  }
}
