package dev.sallyport.tls.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.certs.KeyKind;
import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsDHUtils;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where primitives come from, and what each of them does with what is wrong. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class CryptoTierTest {
  private static final int P256_POINT = 65;
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  /** Run in a JVM of its own: says what was selected, or why it was not. */
  static final class Selecting {
    private Selecting() {}

    public static void main(String[] arguments) {
      try {
        CryptoTier tier = CryptoTier.select(CryptoProvider.valueOf(arguments[0]));
        System.out.println((tier.degraded() ? "degraded " : "") + tier.describe());
      } catch (CryptoUnavailableException e) {
        System.out.println("unavailable: " + e.getMessage());
      }
    }
  }

  @Test
  void theFastestOfEachIsTaken() throws CryptoUnavailableException {
    assertThat(CryptoTier.select(CryptoProvider.AUTO).describe())
        .isEqualTo(
            "crypto: native (ACCP 2.5.0 AES-GCM, ECDSA, RSA, ECDH, HMAC-SHA384, random;"
                + " Conscrypt 2.9.0 ChaCha20-Poly1305, X25519)");
  }

  @Test
  void oneCanBeForced() throws CryptoUnavailableException {
    assertThat(CryptoTier.select(CryptoProvider.JDK).describe())
        .isEqualTo("crypto: JDK " + Runtime.version().feature());
    assertThat(CryptoTier.select(CryptoProvider.ACCP).describe())
        .contains("ACCP")
        .doesNotContain("Conscrypt");
    assertThat(CryptoTier.select(CryptoProvider.CONSCRYPT).describe())
        .contains("Conscrypt 2.9.0 AES-GCM")
        .doesNotContain("ACCP");
  }

  @Test
  void nothingIsRegisteredWithTheJvm() throws CryptoUnavailableException {
    CryptoTier.select(CryptoProvider.AUTO);
    assertThat(Security.getProviders())
        .extracting(Provider::getName)
        .doesNotContain("AmazonCorrettoCryptoProvider", "Conscrypt");
  }

  @Test
  @Timeout(60)
  void whatCannotBeUnpackedIsDoneByTheJdk() throws IOException {
    assertThat(selecting(CryptoProvider.AUTO))
        .startsWith("degraded crypto: JDK")
        .contains("ACCP does not load: ", "Conscrypt does not load: ");
  }

  @Test
  @Timeout(60)
  void whatIsForcedAndCannotBeUnpackedIsAnError() throws IOException {
    assertThat(selecting(CryptoProvider.ACCP)).startsWith("unavailable: ACCP does not load: ");
    assertThat(selecting(CryptoProvider.CONSCRYPT))
        .startsWith("unavailable: Conscrypt does not load: ");
  }

  /** Leaving jars out is a choice, as is a platform that has none. */
  @Test
  @Timeout(60)
  void jarsThatAreNotThereAreNoLoss() throws IOException {
    String without =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*/(AmazonCorretto|conscrypt)[^/]*[.]jar"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(selecting(CryptoProvider.AUTO, System.getProperty("java.io.tmpdir"), without))
        .startsWith("crypto: JDK")
        .contains(
            "ACCP does not load: its jar is not there",
            "Conscrypt does not load: its jar is not there");
  }

  /** In /proc nobody can make a file. */
  private static String selecting(CryptoProvider wanted) throws IOException {
    return selecting(wanted, "/proc", CLASS_PATH);
  }

  private static String selecting(CryptoProvider wanted, String temporary, String classPath)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                classPath,
                Selecting.class.getName(),
                wanted.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(
      value = CryptoProvider.class,
      names = {"JDK", "ACCP", "CONSCRYPT"})
  void aShareThatIsNoneIsRefused(CryptoProvider provider) throws Exception {
    Crypto crypto = new Crypto(CryptoTier.select(provider));
    Agreements agreements = new Agreements(crypto, crypto.tier());
    byte[] offTheCurve = new byte[P256_POINT];
    offTheCurve[0] = 4;
    offTheCurve[P256_POINT - 1] = 1;
    assertRefused(agreements.of(Curve.SECP256R1), offTheCurve);
    assertRefused(agreements.of(Curve.SECP256R1), new byte[P256_POINT]);
    assertRefused(agreements.of(Curve.SECP256R1), new byte[1]);
    assertRefused(agreements.of(Curve.X25519), new byte[32]);
    assertRefused(agreements.of(Curve.X25519), new byte[31]);
  }

  @Test
  void aValueThatIsNoneOfTheFieldIsRefused() throws Exception {
    Crypto crypto = new Crypto(CryptoTier.jdk());
    TlsDHConfig field = new TlsDHConfig(NamedGroup.ffdhe2048, false);
    BigInteger p = TlsDHUtils.getDHGroup(field).getP();
    for (BigInteger wrong :
        List.of(BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p)) {
      byte[] value = BigIntegers.asUnsignedByteArray(wrong);
      assertRefused(crypto.createDHDomain(field).createDH(), value);
    }
    byte[] tooLong = new byte[257];
    tooLong[256] = 2;
    assertRefused(crypto.createDHDomain(field).createDH(), tooLong);
    assertRefused(crypto.createDHDomain(field).createDH(), new byte[300]);
  }

  private static void assertRefused(TlsAgreement agreement, byte[] share) throws IOException {
    agreement.generateEphemeral();
    assertThatThrownBy(
            () -> {
              agreement.receivePeerValue(share);
              agreement.calculateSecret();
            })
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.getAlertDescription())
                  .isEqualTo(AlertDescription.illegal_parameter);
              assertThat(refusal.detail()).startsWith("the peer's share ");
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = CryptoProvider.class,
      names = {"ACCP", "CONSCRYPT"})
  void allProvidersAgreeOnSecretsOfEveryLength(CryptoProvider provider) throws Exception {
    Source source = CryptoTier.select(provider).source(Primitive.ECDH);
    for (Curve curve : List.of(Curve.SECP256R1, Curve.SECP384R1, Curve.SECP521R1)) {
      for (int i = 0; i < (curve == Curve.SECP256R1 ? 300 : 5); i++) {
        KeyShare theirs = share(curve, Source.JDK);
        KeyShare ours = share(curve, source);
        assertThat(ours.agree(theirs.publicValue())).isEqualTo(theirs.agree(ours.publicValue()));
      }
    }
  }

  private static KeyShare share(Curve curve, Source source) throws GeneralSecurityException {
    return new KeyShare(curve, source, curve.keyPairs(source).generateKeyPair());
  }

  @Test
  void aKeyIsTranslatedOnce() throws Exception {
    CryptoTier tier = CryptoTier.select(CryptoProvider.ACCP);
    for (KeyKind kind : List.of(KeyKind.EC, KeyKind.RSA)) {
      SigningKey key = SigningKey.of(Identities.of(kind), tier);
      assertThat(key.key().getClass().getName()).startsWith("com.amazon.");
      assertThat(key.toString()).endsWith("by ACCP 2.5.0");
    }
  }

  @Test
  void aKeyThatCannotBeReadIsNotTranslated() throws GeneralSecurityException {
    PrivateKey sealed =
        new PrivateKey() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getAlgorithm() {
            return "RSA";
          }

          @Override
          public String getFormat() {
            return "none";
          }

          @Override
          public byte @Nullable [] getEncoded() {
            return null;
          }
        };
    assertThatThrownBy(() -> SigningKey.translated(accp(), sealed))
        .hasMessage("the key cannot be read");
  }

  private static Source accp() throws CryptoUnavailableException {
    return CryptoTier.select(CryptoProvider.ACCP).source(Primitive.RSA);
  }

  @Test
  void aProviderThatGivesWrongResultsFailsItsTest() throws CryptoUnavailableException {
    Source wrong = new Source("wrong", new Constant());
    assertThatThrownBy(() -> SelfTest.run(Primitive.RANDOM, wrong))
        .hasMessage("its result is wrong");
    for (Primitive primitive : Primitive.values()) {
      assertThatThrownBy(() -> SelfTest.run(primitive, wrong))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  /** What is known are answers of the JDK, so that it gives them. */
  @ParameterizedTest
  @EnumSource
  void theJdkPassesEveryTest(Primitive primitive) throws GeneralSecurityException {
    SelfTest.run(primitive, Source.JDK);
  }

  /** Those of all, or its own, which nobody else takes, besides those that are right. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProviderThatTakesSignaturesThatAreNoneFailsItsTest(boolean all) {
    Source lenient = new Source("lenient", new LenientProvider(all));
    assertThatThrownBy(() -> SelfTest.run(Primitive.ECDSA, lenient))
        .hasMessage("its result is wrong");
  }

  @Test
  void aProviderThatTakesAShareOfLowOrderFailsItsTest() {
    Source lenient = new Source("lenient", new LenientProvider(true));
    assertThatThrownBy(() -> SelfTest.run(Primitive.X25519, lenient))
        .hasMessage("a share that is none is taken");
  }

  @Test
  void aLibraryThatLacksAFunctionIsObjectedTo() {
    CryptoTier.Choice choice =
        CryptoTier.choose(
            Primitive.RANDOM, Map.of(CryptoProvider.ACCP, new Source("old", new Unlinked())));
    assertThat(choice.source()).isNull();
    assertThat(choice.objections())
        .containsExactly("old fails the test of random: java.lang.UnsatisfiedLinkError: nextBytes");
  }

  /** A provider whose native function is not there. */
  private static final class Unlinked extends Provider {
    private static final long serialVersionUID = 1L;

    Unlinked() {
      super("Unlinked", "1", "for a test");
      put("SecureRandom.LibCryptoRng", Missing.class.getName());
    }
  }

  /** Is not there. */
  public static final class Missing extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    public Missing() {}

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected void engineNextBytes(byte[] bytes) {
      throw new UnsatisfiedLinkError("nextBytes");
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return new byte[count];
    }
  }

  /** A provider whose random numbers are all the same, and that has nothing else. */
  private static final class Constant extends Provider {
    private static final long serialVersionUID = 1L;

    Constant() {
      super("Constant", "1", "for a test");
      put("SecureRandom.LibCryptoRng", Zeros.class.getName());
    }
  }

  /** Zeros. */
  public static final class Zeros extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    public Zeros() {}

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected void engineNextBytes(byte[] bytes) {}

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return new byte[count];
    }
  }
}
