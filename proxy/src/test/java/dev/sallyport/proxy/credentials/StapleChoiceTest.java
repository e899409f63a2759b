package dev.sallyport.proxy.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestOcsp;
import dev.sallyport.config.ConfigurationLoader;
import dev.sallyport.proxy.SaidBy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bad OCSP response in the place of a good one does not end the stapling of that. */
class StapleChoiceTest {
  private final TestCertificates ca = TestCertificates.authority("Test CA");
  private final SaidBy log = new SaidBy(CredentialWatch.class);
  private final Path home;
  private final Path ocsp;
  private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Identity web;

  StapleChoiceTest(@TempDir Path home) {
    this.home = home;
    this.ocsp = home.resolve("web.ocsp");
    this.web = renewedCertificate();
  }

  @AfterEach
  void silence() {
    log.close();
  }

  private Identity renewedCertificate() {
    Identity leaf = ca.server("web.test");
    Identity chained = new Identity(leaf.key(), List.of(leaf.leaf(), ca.certificate()), "test");
    TestCertificates.write(chained, home, "web");
    return chained;
  }

  private TestOcsp response() {
    return TestOcsp.of(web, ca).validity(now.minusSeconds(60), now.plusSeconds(36_000));
  }

  private TestOcsp bad(String flaw) {
    return switch (flaw) {
      case "expired" -> response().validity(now.minusSeconds(60), now.minusSeconds(1));
      case "another's" -> TestOcsp.of(ca.server("web.test"), ca);
      case "forged" -> response().signedBy(TestCertificates.authority("Other CA"));
      case "forged revoked" ->
          response().revoked().signedBy(TestCertificates.authority("Other CA"));
      case "unknown" -> response().unknown();
      default -> throw new IllegalArgumentException(flaw);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "expired, OCSP response expired at ",
    "another's, is for none of the listener's certificates",
    "forged, is not signed by the issuer of the certificate or for it",
    "forged revoked, is not signed by the issuer of the certificate or for it",
    "unknown, says that the certificate is unknown"
  })
  void aBadOneLeavesTheLastGoodOneUntilItsEndAndIsToldOnce(String flaw, String told)
      throws Exception {
    byte[] good = Files.readAllBytes(response().write(ocsp));
    try (CredentialWatch watch = watch()) {
      bad(flaw).write(ocsp);
      look(watch);
      look(watch);
      assertThat(stapled(watch)).isEqualTo(good);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN " + home.resolve("test.conf") + ":1: ")
          .contains("ocsp-stapling: " + ocsp + ": " + told)
          .endsWith(": the last good one stays in use");
      Files.write(ocsp, good);
      look(watch);
      assertThat(log.lines())
          .hasSize(2)
          .endsWith("INFO " + ocsp + ": can be used again, nothing is new");
      bad(flaw).write(ocsp);
      look(watch);
      now = now.plusSeconds(36_001);
      look(watch);
      assertThat(stapled(watch)).isNull();
      assertThat(log.lines())
          .last()
          .asString()
          .contains(ocsp + ": OCSP response expired at ", " and is not stapled");
      byte[] next = Files.readAllBytes(response().write(ocsp));
      look(watch);
      assertThat(stapled(watch)).isEqualTo(next);
      assertThat(log.lines()).endsWith("INFO reloaded " + ocsp + " for listener web");
    }
  }

  @Test
  void aNewPairIsTakenWhicheverComesFirst() throws Exception {
    response().write(ocsp);
    try (CredentialWatch watch = watch()) {
      web = renewedCertificate();
      look(watch);
      assertThat(stapled(watch)).isNull();
      byte[] second = Files.readAllBytes(response().write(ocsp));
      look(watch);
      assertThat(stapled(watch)).isEqualTo(second);

      Identity before = web;
      web = renewedCertificate();
      final Identity after = web;
      byte[] third = Files.readAllBytes(response().write(ocsp));
      TestCertificates.write(before, home, "web");
      look(watch);
      assertThat(stapled(watch)).isEqualTo(second);
      TestCertificates.write(after, home, "web");
      look(watch);
      assertThat(stapled(watch)).isEqualTo(third);

      web = renewedCertificate();
      byte[] fourth = Files.readAllBytes(response().write(ocsp));
      look(watch);
      assertThat(stapled(watch)).isEqualTo(fourth);
    }
  }

  @Test
  void oneThatRevokesEndsTheStaplingAndNothingIsSaidToStayInUse() throws Exception {
    response().write(ocsp);
    try (CredentialWatch watch = watch()) {
      response().revoked().write(ocsp);
      look(watch);
      assertThat(stapled(watch)).isNull();
      Files.writeString(ocsp, "broken");
      look(watch);
      look(watch);
      assertThat(stapled(watch)).isNull();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARN"))
          .satisfiesExactly(
              line -> assertThat(line).endsWith("says that the certificate is revoked"),
              line ->
                  assertThat(line)
                      .endsWith("is no OCSP response in DER: there is no other to be used"));
    }
  }

  @Test
  void whatIsBrokenInThePlaceOfOneThatIsNotValidYetIsToldInOneLine() throws Exception {
    Instant begin = now.plus(Duration.ofHours(3));
    response().validity(begin, begin.plusSeconds(60)).write(ocsp);
    try (CredentialWatch watch = watch()) {
      log.lines().clear();
      Files.writeString(ocsp, "broken");
      watch.refresh(true, made -> {});
      watch.refresh(true, made -> {});
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARN"))
          .hasSize(2)
          .allMatch(
              line -> line.endsWith("is no OCSP response in DER: there is no other to be used"));
      web = renewedCertificate();
      look(watch);
      assertThat(own(watch).certificates().get(0).leaf()).isEqualTo(web.leaf());
    }
  }

  @Test
  void ofNoFileNothingIsSaid() throws Exception {
    try (CredentialWatch watch = watch("local-ca = on")) {
      watch.refresh(true, made -> {});
      assertThat(log.lines()).isEmpty();
    }
  }

  private static ListenerCredentials own(CredentialWatch watch) {
    return Objects.requireNonNull(watch.credentials().listeners().get("web"));
  }

  private static byte @Nullable [] stapled(CredentialWatch watch) {
    ListenerCredentials own = own(watch);
    OcspResponse response = own.staples().of(own.certificates().get(0));
    return response == null ? null : response.der();
  }

  private static void look(CredentialWatch watch) {
    watch.refresh(false, made -> {});
  }

  private CredentialWatch watch() throws Exception {
    return watch(
        "certificates = [ { cert = web.pem, key = web.key } ], ocsp-stapling = [web.ocsp]");
  }

  private CredentialWatch watch(String tls) throws Exception {
    Path file =
        Files.writeString(
            home.resolve("test.conf"),
            """
            sallyport.listeners.web { bind = "127.0.0.1:0", backend = app, tls { %s } }
            sallyport.backends.app.servers = ["127.0.0.1:1"]
            """
                .formatted(tls));
    return new CredentialWatch(ConfigurationLoader.load(file), home.resolve("local-ca"), () -> now);
  }
}
