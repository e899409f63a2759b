package dev.sallyport.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.flow.Backend.Balance;
import dev.sallyport.proxy.flow.Backend.Server;
import dev.sallyport.tls.TlsVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackendTest {

  private final Server a = new Server("a", 1);
  private final Server b = new Server("b", 2);
  private final Server c = new Server("2001:db8::1", 3);

  @Test
  void eachInTurnIsFirstAndTheOthersFollow() {
    Backend backend = backend(Balance.ROUND_ROBIN, null);
    assertThat(backend.inOrder()).containsExactly(a, b, c);
    assertThat(backend.inOrder()).containsExactly(b, c, a);
    assertThat(backend.inOrder()).containsExactly(c, a, b);
    assertThat(backend.inOrder()).containsExactly(a, b, c);
  }

  @Test
  void theFewestFlowsComeFirstAndOfEqualsTheOneWhoseTurnItIs() {
    Backend backend = backend(Balance.LEAST_CONNECTIONS, null);
    a.acquire();
    a.acquire();
    b.acquire();
    assertThat(backend.inOrder()).containsExactly(c, b, a);
    a.release();
    assertThat(backend.inOrder()).containsExactly(c, b, a);
    a.release();
    b.release();
    assertThat(backend.inOrder()).containsExactly(c, a, b);
  }

  @Test
  void aServerIsWrittenAsItIsConfigured() {
    assertThat(List.of(a, c))
        .extracting(Server::toString)
        .containsExactly("a:1", "[2001:db8::1]:3");
  }

  @Test
  void eachServerIsAskedForByItsOwnNameUnlessOneIsSet() {
    Backend.Tls own = new Backend.Tls(null, null, null, List.of(TlsVersion.values()), null, true);
    Backend backend = backend(Balance.ROUND_ROBIN, own);
    assertThat(backend.profile(a, null).serverName()).isEqualTo("a");
    assertThat(backend.profile(b, null).serverName()).isEqualTo("b");
    Backend.Tls set = new Backend.Tls(null, null, "app", List.of(TlsVersion.values()), null, true);
    assertThat(backend(Balance.ROUND_ROBIN, set).profile(a, null).serverName()).isEqualTo("app");
  }

  @Test
  void whatWasNegotiatedDownstreamIsOfferedAloneAndWithItsOwnProfile() {
    Backend.Tls tls =
        new Backend.Tls(null, null, null, List.of(TlsVersion.values()), List.of("h2", "x"), true);
    Backend backend = backend(Balance.ROUND_ROBIN, tls);
    assertThat(backend.profile(a, null).policy().alpn()).containsExactly("h2", "x");
    assertThat(backend.profile(a, "h2").policy().alpn()).containsExactly("h2");
    assertThat(backend.profile(a, null)).isSameAs(backend.profile(a, null));
  }

  private Backend backend(Balance balance, Backend.@Nullable Tls tls) {
    return new Backend("app", List.of(a, b, c), balance, tls, null, null);
  }
}
