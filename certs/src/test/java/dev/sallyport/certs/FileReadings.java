package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * One file read in every way that there is. What is refused is refused by a {@link
 * CredentialException} of that file; what is taken can be used.
 */
final class FileReadings {
  private static final String PASSWORD = "sesame";

  private FileReadings() {}

  /** A way to read a file, and to use what it holds. */
  private interface Reading {
    void run() throws CredentialException;
  }

  static void readAll(Path file) {
    attempt(file, () -> look(CredentialContents.read(file, null, PASSWORD.toCharArray())));
    attempt(file, () -> look(CredentialContents.read(file, null, null)));
    attempt(file, () -> use(IdentityFiles.pem(file, file, PASSWORD.toCharArray())));
    attempt(file, () -> use(IdentityFiles.pkcs12(file, PASSWORD.toCharArray())));
    attempt(file, () -> trust(TrustAnchors.pem(file)));
    attempt(file, () -> OcspResponse.read(file).checkBegunAt(Instant.EPOCH));
  }

  private static void attempt(Path file, Reading reading) {
    try {
      reading.run();
    } catch (CredentialException e) {
      assertThat(e.origin()).isEqualTo(file.toString());
      assertPlain(e.reason());
    }
  }

  private static void look(CredentialContents contents) {
    contents.certificates().forEach(FileReadings::look);
    if (!contents.certificates().isEmpty()) {
      ChainOutline outline =
          ChainOutline.of(contents.certificates(), contents.certificates().get(0));
      assertThat(outline.chain()).isNotEmpty();
      assertThat(outline.forged()).isSubsetOf(outline.given());
    }
    CredentialContents.KeyFinding key = contents.key();
    if (key != null) {
      assertPlain(Objects.requireNonNullElse(key.name(), "-"));
      assertPlain(Objects.requireNonNullElse(key.objection(), "-"));
      assertThat(key.name() == null).isNotEqualTo(key.objection() == null);
    }
  }

  private static void look(X509Certificate certificate) {
    CertificateDetails details = CertificateDetails.of(certificate, Instant.EPOCH);
    CertificateSummary summary = details.summary();
    assertPlain(summary.subject());
    assertPlain(summary.issuer());
    assertPlain(summary.key());
    summary.sans().forEach(FileReadings::assertPlain);
    details.objections().forEach(FileReadings::assertPlain);
    details.usages().forEach(FileReadings::assertPlain);
    assertPlain(details.signature());
  }

  private static void trust(TrustAnchors anchors) {
    List<X509Certificate> chain = anchors.certificates();
    PeerVerifier trusting = new PeerVerifier(anchors, InstantSource.system());
    PeerVerifier other = new PeerVerifier(TrustAnchors.of(List.of()), InstantSource.system());
    assertPlain(trusting.verifyServer(chain, "example.com").detail());
    assertPlain(trusting.verifyClient(chain).detail());
    assertThat(other.verifyServer(chain, "example.com").trusted()).isFalse();
  }

  /** A key signs, and its certificate verifies that; a limited one may refuse to sign. */
  private static void use(Identity identity) {
    look(identity.leaf());
    String algorithm =
        switch (identity.keyKind()) {
          case EC -> "SHA256withECDSA";
          case ED25519 -> "Ed25519";
          case RSA -> "SHA256withRSA";
          case RSA_PSS -> "";
        };
    if (algorithm.isEmpty()) {
      return;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(identity.key());
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(identity.leaf().getPublicKey());
      signature.update((byte) 1);
      assertThat(signature.verify(signed)).isTrue();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a key that is of no use was taken", e);
    }
  }

  /** Nothing that a terminal obeys. */
  private static void assertPlain(String text) {
    assertThat(text.chars().noneMatch(Character::isISOControl)).as("%s", text).isTrue();
  }
}
