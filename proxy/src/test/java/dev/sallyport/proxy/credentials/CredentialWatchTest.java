package dev.sallyport.proxy.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.KeyKind;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestOcsp;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.proxy.SaidBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialWatchTest {
  private static final Duration LONG = Duration.ofDays(90);

  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final List<Credentials> renewed = new ArrayList<>();
  private final SaidBy log = new SaidBy(CredentialWatch.class);
  private final Path home;
  private Instant now = Instant.now();

  CredentialWatchTest(@TempDir Path home) {
    this.home = home;
  }

  @BeforeEach
  void files() {
    ca.writeCertificate(home.resolve("ca.pem"));
    write(ca.server("web.test"));
    TestCertificates.write(ca.server("api.test"), home, "api");
    TestCertificates.write(ca.client("own"), home, "own");
  }

  @AfterEach
  void silence() {
    log.close();
  }

  @Test
  void nothingIsReadWhereNothingChanged() throws Exception {
    try (CredentialWatch watch = watch("")) {
      look(watch);
      assertThat(renewed).isEmpty();
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aGoodChangeIsHandedOnAndToldInOneLine() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Identity next = write(ca.server("web.test"));
      look(watch);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(next.leaf());
      assertThat(log.lines())
          .containsExactly(
              "INFO reloaded "
                  + (home.resolve("web.pem") + ", " + home.resolve("web.key"))
                  + " for listener web");
      look(watch);
      assertThat(renewed).hasSize(1);
    }
  }

  @Test
  void onlyTheFilesThatChangedAreNamed() throws Exception {
    Identity first = write(ca.server("web.test"));
    KeyPair keys = new KeyPair(first.leaf().getPublicKey(), first.key());
    try (CredentialWatch watch = watch("")) {
      Identity next = ca.leaf("web.test").keys(keys).identity();
      Files.writeString(home.resolve("web.pem"), TestCertificates.pem(next.chain()));
      look(watch);
      Identity last = ca.leaf("web.test").keys(keys).identity();
      Files.writeString(home.resolve("web.pem"), TestCertificates.pem(last.chain()));
      watch.refresh(true, renewed::add);
      assertThat(web(renewed.get(1)).leaf()).isEqualTo(last.leaf());
      String line = "INFO reloaded " + home.resolve("web.pem") + " for listener web";
      assertThat(log.lines()).containsExactly(line, line);
    }
  }

  @Test
  void theFilesOfWhoKeepsWhatItHasAreNotNamed() throws Exception {
    write(ca.leaf("web.test").kind(KeyKind.RSA).identity());
    try (CredentialWatch watch = watch("key-exchange = [rsa]")) {
      write(ca.server("web.test"));
      TestCertificates.write(ca.server("api.test"), home, "api");
      look(watch);
      assertThat(log.lines())
          .contains(
              "INFO reloaded "
                  + (home.resolve("api.pem") + ", " + home.resolve("api.key"))
                  + " for listener api");
    }
  }

  @Test
  void whatIsMendedWithWhatItHeldBeforeIsToldToBeGoodAgain() throws Exception {
    try (CredentialWatch watch = watch("")) {
      String good = Files.readString(home.resolve("web.pem"));
      Files.writeString(home.resolve("web.pem"), "broken");
      look(watch);
      look(watch);
      assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("WARN"));
      Files.writeString(home.resolve("web.pem"), good);
      look(watch);
      look(watch);
      assertThat(renewed).isEmpty();
      assertThat(log.lines())
          .hasSize(2)
          .endsWith("INFO " + home.resolve("web.pem") + ": can be used again, nothing is new");
    }
  }

  @Test
  void whatFitsThePolicyAgainAsItDidBeforeIsToldToBeGoodAgain() throws Exception {
    Identity first = write(ca.leaf("web.test").kind(KeyKind.RSA).identity());
    try (CredentialWatch watch = watch("key-exchange = [rsa]")) {
      write(ca.server("web.test"));
      look(watch);
      write(first);
      look(watch);
      look(watch);
      assertThat(renewed).isEmpty();
      assertThat(log.lines())
          .hasSize(2)
          .endsWith(
              "INFO "
                  + (home.resolve("web.pem") + ", " + home.resolve("web.key"))
                  + ": can be used again, nothing is new");
    }
  }

  @Test
  void aBadChangeIsToldOnceAndTheLastGoodStaysUntilItIsMended() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Identity first = web(watch.credentials());
      Files.writeString(home.resolve("web.pem"), "broken");
      for (int i = 0; i < 5; i++) {
        look(watch);
      }
      assertThat(renewed).isEmpty();
      assertThat(web(watch.credentials())).isSameAs(first);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN " + home.resolve("test.conf") + ":2: ")
          .contains("certificates[0].cert: " + home.resolve("web.pem") + ": holds no PEM block")
          .endsWith("the last good one stays in use");
      Identity mended = write(ca.server("web.test"));
      look(watch);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(mended.leaf());
      assertThat(log.lines()).hasSize(2);
    }
  }

  /** A certificate is there before its key is. */
  @Test
  void whatIsHalfWrittenIsNotToldOf() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Identity next = ca.server("web.test");
      Files.writeString(home.resolve("web.pem"), TestCertificates.pem(next.chain()));
      look(watch);
      Files.writeString(home.resolve("web.key"), TestCertificates.pem(next.key()));
      look(watch);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(next.leaf());
      assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("INFO"));
    }
  }

  @Test
  void whatBreaksDoesNotKeepTheOthersFromBeingRenewed() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Files.delete(home.resolve("own.pem"));
      Identity next = write(ca.server("web.test"));
      look(watch);
      look(watch);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(next.leaf());
      assertThat(app(renewed.get(0))).isSameAs(app(watch.credentials()));
      assertThat(log.lines())
          .hasSize(2)
          .anyMatch(line -> line.startsWith("WARN") && line.contains("own.pem: cannot be read"));
    }
  }

  @Test
  void aNewCertificateThatHasExpiredIsABadChange() throws Exception {
    try (CredentialWatch watch = watch("")) {
      write(ca.leaf("web.test").expired().identity());
      look(watch);
      look(watch);
      assertThat(renewed).isEmpty();
      assertThat(log.lines()).hasSize(1).allMatch(line -> line.contains("expired on"));
    }
  }

  @Test
  void whatDoesNotFitThePolicyOfOneIsToldOnceAndKeepsNoOtherFromItsOwn() throws Exception {
    write(ca.leaf("web.test").kind(KeyKind.RSA).identity());
    try (CredentialWatch watch = watch("key-exchange = [rsa]")) {
      Credentials first = watch.credentials();
      write(ca.server("web.test"));
      look(watch);
      assertThat(renewed).isEmpty();
      assertThat(log.lines())
          .hasSize(1)
          .allMatch(line -> line.startsWith("WARN " + home.resolve("test.conf") + ":1: "))
          .allMatch(
              line ->
                  line.contains(
                      "rsa needs a certificate with an RSA key, not " + home.resolve("web.pem")));
      TestCertificates.write(ca.server("api.test"), home, "api");
      TestCertificates.write(ca.client("own"), home, "own");
      look(watch);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(1)).endsWith(" for listener api, backend app");
      Credentials next = renewed.get(0);
      assertThat(next.listeners().get("web")).isSameAs(first.listeners().get("web"));
      assertThat(next.listeners().get("api")).isNotEqualTo(first.listeners().get("api"));
      assertThat(app(next)).isNotEqualTo(app(first));
      write(ca.leaf("web.test").kind(KeyKind.RSA).identity());
      look(watch);
      assertThat(log.lines()).hasSize(3);
      assertThat(log.lines().get(2)).endsWith(" for listener web");
    }
  }

  @Test
  void whatIsWrittenAgainAsItWasIsNothingNew() throws Exception {
    Identity web = write(ca.server("web.test"));
    try (CredentialWatch watch = watch("")) {
      Credentials first = watch.credentials();
      Files.delete(home.resolve("web.pem"));
      Files.delete(home.resolve("web.key"));
      write(web);
      look(watch);
      watch.refresh(true, renewed::add);
      assertThat(renewed).isEmpty();
      assertThat(watch.credentials().listeners().get("web")).isSameAs(first.listeners().get("web"));
      assertThat(app(watch.credentials())).isSameAs(app(first));
    }
  }

  @Test
  void everythingIsReadAgainWhereThatIsAskedFor() throws Exception {
    try (CredentialWatch watch = watch("")) {
      watch.refresh(true, renewed::add);
      assertThat(log.lines())
          .hasSize(1)
          .allMatch(
              line ->
                  line.contains("web.pem") && line.contains("own.key") && line.contains("ca.pem"))
          .allMatch(line -> line.endsWith("again: nothing is new that can be used"));
      Files.writeString(home.resolve("ca.pem"), "");
      watch.refresh(true, renewed::add);
      watch.refresh(true, renewed::add);
      assertThat(log.lines()).filteredOn(line -> line.contains("ca.pem: is empty")).hasSize(2);
    }
  }

  @Test
  void whatExpiresSoonIsToldAtTheStartAndDaily() throws Exception {
    Instant begin = now;
    write(ca.leaf("web.test").validity(begin, begin.plus(Duration.ofDays(15))).identity());
    try (CredentialWatch watch = watch("")) {
      assertThat(log.lines()).isEmpty();
      now = begin.plus(Duration.ofHours(36));
      look(watch);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN " + home.resolve("web.pem") + ": certificate expires on ")
          .endsWith(", in 13 days");
      now = now.plus(Duration.ofHours(23));
      look(watch);
      assertThat(log.lines()).hasSize(1);
      now = now.plus(Duration.ofHours(1));
      look(watch);
      assertThat(log.lines()).hasSize(2);
    }
    try (CredentialWatch again = watch("")) {
      assertThat(again.credentials()).isNotNull();
      assertThat(log.lines()).hasSize(3);
    }
    log.lines().clear();
    try (CredentialWatch watch = watch("")) {
      log.lines().clear();
      now = begin.plus(Duration.ofDays(16));
      look(watch);
      assertThat(log.lines()).anyMatch(line -> line.contains("web.pem: certificate expired on "));
    }
  }

  @Test
  void whatIsPutInPlaceThoughItExpiresSoonIsToldAtOnce() throws Exception {
    try (CredentialWatch watch = watch("")) {
      write(ca.leaf("web.test").validity(now, now.plus(Duration.ofDays(5))).identity());
      look(watch);
      look(watch);
      assertThat(log.lines())
          .hasSize(2)
          .anyMatch(line -> line.startsWith("INFO reloaded "))
          .anyMatch(line -> line.contains("web.pem: certificate expires on "));
    }
  }

  @Test
  void whatIsNotValidYetIsToldOnceAndTakenWhenItIs() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Identity first = web(watch.credentials());
      Instant begin = now.plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
      Identity next =
          write(ca.leaf("web.test").validity(begin, begin.plus(Duration.ofDays(60))).identity());
      for (int i = 0; i < 5; i++) {
        look(watch);
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN " + home.resolve("test.conf") + ":2: ")
          .endsWith(
              "web.pem: certificate is not valid before "
                  + (begin + ": the last good one stays in use until then"));
      now = begin.minusNanos(1);
      look(watch);
      assertThat(renewed).isEmpty();
      assertThat(web(watch.credentials())).isSameAs(first);
      now = begin;
      look(watch);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(next.leaf());
      look(watch);
      assertThat(renewed).hasSize(1);
      assertThat(log.lines()).hasSize(2).last().asString().endsWith(" for listener web");
    }
  }

  /** By a clock that is late; what is read again at a signal is still as good as it was. */
  @Test
  void atTheStartItMayBeginWithinFiveMinutes() throws Exception {
    Instant begin = now.plus(Duration.ofMinutes(4)).truncatedTo(ChronoUnit.SECONDS);
    write(ca.leaf("web.test").validity(begin, begin.plus(Duration.ofDays(60))).identity());
    try (CredentialWatch watch = watch("")) {
      watch.refresh(true, renewed::add);
      assertThat(renewed).isEmpty();
      assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
    }
  }

  @Test
  void aResponseThatIsNotValidYetLeavesTheOneInUseUntilItIs() throws Exception {
    Identity web = write(ca.server("web.test"));
    Path ocsp = TestOcsp.of(web, ca).write(home.resolve("web.ocsp"));
    try (CredentialWatch watch = watch("ocsp-stapling = [\"web.ocsp\"]")) {
      OcspResponse first = stapled(watch);
      Instant begin = now.plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
      TestOcsp.of(web, ca).validity(begin, begin.plus(Duration.ofDays(7))).write(ocsp);
      look(watch);
      look(watch);
      look(watch);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN ")
          .endsWith(
              "web.ocsp: OCSP response is not valid before "
                  + (begin + ": the last good one stays in use until then"));
      now = begin.minusNanos(1);
      look(watch);
      assertThat(stapled(watch)).isEqualTo(first);
      now = begin;
      look(watch);
      assertThat(stapled(watch)).isNotNull().isNotEqualTo(first);
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void aResponseThatIsNotValidYetAtTheStartIsStapledWhenItIs() throws Exception {
    Identity web = write(ca.server("web.test"));
    Instant begin = now.plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
    TestOcsp.of(web, ca)
        .validity(begin, begin.plus(Duration.ofDays(7)))
        .write(home.resolve("web.ocsp"));
    try (CredentialWatch watch = watch("ocsp-stapling = [\"web.ocsp\"]")) {
      assertThat(stapled(watch)).isNull();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN " + home.resolve("test.conf") + ":1: ")
          .endsWith("is not valid before " + begin + ": not stapled until then");
      Identity next = ca.server("api.test");
      TestCertificates.write(next, home, "api");
      look(watch);
      assertThat(log.lines()).hasSize(2).last().asString().endsWith(" for listener api");
      now = begin;
      look(watch);
      assertThat(stapled(watch)).isNotNull();
      assertThat(log.lines())
          .hasSize(3)
          .endsWith("INFO reloaded " + home.resolve("web.ocsp") + " for listener web");
    }
  }

  @Test
  void aResponseThatExpiresIsToldInTheLastTenthOfItsLifeAndAtItsEndAndDaily() throws Exception {
    Identity web = write(ca.leaf("web.test").validity(now, now.plus(LONG)).identity());
    Instant begin = now.truncatedTo(ChronoUnit.SECONDS);
    Instant end = begin.plus(Duration.ofHours(10));
    Path ocsp = TestOcsp.of(web, ca).validity(begin, end).write(home.resolve("web.ocsp"));
    String taken = "; put a newer one in its place, which is taken by itself";
    String ending = "WARN " + ocsp + ": OCSP response expires at " + end + taken;
    String expired = "WARN " + ocsp + ": OCSP response expired at " + end + " and is not stapled";
    try (CredentialWatch watch = watch("ocsp-stapling = [\"web.ocsp\"]")) {
      now = begin.plus(Duration.ofHours(9)).minusSeconds(1);
      look(watch);
      assertThat(log.lines()).isEmpty();
      now = begin.plus(Duration.ofHours(9));
      look(watch);
      look(watch);
      assertThat(log.lines()).containsExactly(ending);
      now = end.plusSeconds(1);
      look(watch);
      look(watch);
      assertThat(log.lines()).containsExactly(ending, expired + taken);
      assertThat(stapled(watch)).isNull();
      now = begin.plus(Duration.ofDays(2));
      look(watch);
      look(watch);
      assertThat(log.lines()).containsExactly(ending, expired + taken, expired + taken);
      TestOcsp.of(web, ca).validity(now, now.plus(Duration.ofDays(7))).write(ocsp);
      look(watch);
      assertThat(stapled(watch)).isNotNull();
      assertThat(log.lines()).hasSize(4).last().asString().endsWith(" for listener web");
    }
  }

  private static @Nullable OcspResponse stapled(CredentialWatch watch) {
    ListenerCredentials own = Objects.requireNonNull(watch.credentials().listeners().get("web"));
    return own.staples().of(own.certificates().get(0));
  }

  @Test
  void aResponseThatCannotBeParsedIsToldAndKeepsNothingElseFromBeingRenewed() throws Exception {
    Identity web = write(ca.server("web.test"));
    Path ocsp = TestOcsp.of(web, ca).write(home.resolve("web.ocsp"));
    try (CredentialWatch watch = watch("ocsp-stapling = [\"web.ocsp\"]")) {
      Files.write(ocsp, TestOcsp.of(web, ca).malformed());
      watch.refresh(true, renewed::add);
      assertThat(log.lines())
          .anyMatch(
              line ->
                  line.startsWith("WARN " + home.resolve("test.conf") + ":1: ")
                      && line.contains(
                          "ocsp-stapling: " + ocsp + ": is no OCSP response in DER: the last"));
      Identity next = write(ca.server("web.test"));
      watch.refresh(true, renewed::add);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(next.leaf());
    }
  }

  @Test
  void whatCouldNotBeHandedOnIsTriedAgainAtTheNextLook() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Identity next = write(ca.server("web.test"));
      for (int i = 0; i < 3; i++) {
        watch.refresh(
            false,
            made -> {
              throw new AssertionError("not now");
            });
      }
      assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("ERROR"));
      look(watch);
      assertThat(web(renewed.get(0)).leaf()).isEqualTo(next.leaf());
      look(watch);
      assertThat(renewed).hasSize(1);
    }
  }

  /** The order comes from the thread that obeys signals, which must be there for the next. */
  @Test
  void whoOrdersAReloadDoesNotWaitForOneThatHangs() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mended = new CountDownLatch(1);
    CompletableFuture<Void> done;
    try (CredentialWatch watch = watch("")) {
      write(ca.server("web.test"));
      done =
          watch.reload(
              made -> {
                begun.countDown();
                awaitUninterruptibly(mended);
              });
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(done).isNotDone();
    mended.countDown();
    done.get(60, TimeUnit.SECONDS);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException closed) {
        open = false; // as a read that hangs
      }
    }
  }

  /** Nobody writes to it, so that whoever opened it would wait for ever. */
  @Test
  void whatIsReplacedByAFifoIsRefused() throws Exception {
    try (CredentialWatch watch = watch("")) {
      Files.delete(home.resolve("web.pem"));
      Process made = new ProcessBuilder("mkfifo", home.resolve("web.pem").toString()).start();
      assertThat(made.waitFor()).isZero();
      watch.reload(renewed::add).get(60, TimeUnit.SECONDS);
      assertThat(log.lines())
          .anyMatch(line -> line.contains("web.pem: is no regular file: the last good one"));
    }
  }

  private void look(CredentialWatch watch) {
    watch.refresh(false, renewed::add);
  }

  private Identity write(Identity identity) {
    TestCertificates.write(identity, home, "web");
    return identity;
  }

  private static Identity web(Credentials credentials) {
    return Objects.requireNonNull(credentials.listeners().get("web")).certificates().get(0);
  }

  private static BackendCredentials app(Credentials credentials) {
    return Objects.requireNonNull(credentials.backends().get("app"));
  }

  private CredentialWatch watch(String tls) throws Exception {
    return new CredentialWatch(
        ConfigurationLoader.load(configuration(tls)), home.resolve("local-ca"), () -> now);
  }

  private Path configuration(String tls) throws IOException {
    return Files.writeString(
        home.resolve("test.conf"),
        """
        sallyport.listeners.web { bind = "127.0.0.1:0", backend = app, tls { %s
          certificates = [ { cert = "web.pem", key = "web.key" } ]
          client-auth = optional, trust = "ca.pem"
        } }
        sallyport.listeners.api {
          bind = "127.0.0.1:0", backend = app
          tls.certificates = [ { cert = "api.pem", key = "api.key" } ]
        }
        sallyport.backends.app {
          servers = ["127.0.0.1:1"]
          tls { trust = "ca.pem", certificate = { cert = "own.pem", key = "own.key" } }
        }
        """
            .formatted(tls));
  }
}
