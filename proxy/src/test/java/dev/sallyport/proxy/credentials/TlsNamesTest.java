package dev.sallyport.proxy.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.TlsNames;
import dev.sallyport.tls.CipherSuite;
import dev.sallyport.tls.NamedGroup;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A configuration may name just what the TLS engine can do. */
class TlsNamesTest {

  @Test
  void theCipherSuitesAreThoseOfTheEngine() {
    assertThat(TlsNames.CIPHER_SUITES)
        .containsExactlyElementsOf(Stream.of(CipherSuite.values()).map(Enum::name).toList());
  }

  @Test
  void theGroupsAreThoseOfTheEngine() {
    assertThat(TlsNames.GROUPS)
        .containsExactlyElementsOf(
            Stream.of(NamedGroup.values()).map(NamedGroup::ianaName).toList());
  }
}
