package dev.sallyport.proxy.inspect;

import dev.sallyport.certs.ChainOutline;
import dev.sallyport.certs.CredentialContents;
import dev.sallyport.certs.CredentialContents.KeyFinding;
import dev.sallyport.certs.CredentialException;
import dev.sallyport.certs.PeerVerifier;
import dev.sallyport.certs.Verdict;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a PEM, DER or PKCS#12 file holds, how it hangs together, and what is wrong with it.
 *
 * @param file what is looked at
 * @param keyFile the file of its private key; null: it is in the same file, or there is none
 * @param serverName a name that its leaf has to have; null: any
 * @param client whether it is to be a client's, which has no name to prove
 */
public record FileInspection(
    Path file, @Nullable Path keyFile, @Nullable String serverName, boolean client, Trust trust) {

  /**
   * Reads the file.
   *
   * @param password of the key or the file; null when there is none
   * @throws CredentialException when it cannot be read at all
   */
  public Inspection inspect(char @Nullable [] password) throws CredentialException {
    CredentialContents contents = CredentialContents.read(file, keyFile, password);
    CertificateText text = new CertificateText(trust.clock().instant());
    List<String> problems = new ArrayList<>();
    Sheet sheet = new Sheet();
    sheet.heading(title(contents));
    text.describe(contents.certificates(), sheet);
    sheet.heading("all in all");
    KeyFinding key = contents.key();
    if (key != null) {
      key(key, contents.certificates(), sheet, problems);
    }
    if (!contents.certificates().isEmpty()) {
      chain(contents, text, sheet, problems);
    }
    sheet.rows("problem", problems);
    if (problems.isEmpty()) {
      sheet.row("verdict", "nothing is wrong with it");
    }
    return new Inspection(sheet.lines(), problems.isEmpty());
  }

  private String title(CredentialContents contents) {
    int count = contents.certificates().size();
    String certificates = count == 1 ? "1 certificate" : count + " certificates";
    boolean ownKey = contents.key() != null && keyFile == null;
    return file + ": " + contents.format() + ", " + certificates + (ownKey ? ", a key" : "");
  }

  private static void key(
      KeyFinding key, List<X509Certificate> certificates, Sheet sheet, List<String> problems) {
    String objection = key.objection();
    X509Certificate owner = key.owner();
    if (objection != null) {
      sheet.row("private key", "not read");
      problems.add(objection);
    } else if (owner != null) {
      sheet.row(
          "private key",
          key.name() + ", belongs to certificate " + (certificates.indexOf(owner) + 1));
    } else {
      sheet.row("private key", Objects.requireNonNull(key.name()));
      if (!certificates.isEmpty()) {
        problems.add("the private key belongs to none of the certificates");
      }
    }
  }

  private void chain(
      CredentialContents contents, CertificateText text, Sheet sheet, List<String> problems) {
    List<X509Certificate> given = contents.certificates();
    KeyFinding key = contents.key();
    X509Certificate owner = key == null ? null : key.owner();
    X509Certificate leaf = owner == null ? given.get(0) : owner;
    ChainOutline outline = ChainOutline.of(given, leaf);
    problems.addAll(text.problems(outline, client));
    if (isBundle(contents, outline)) {
      sheet.row("chain", "none: " + given.size() + " CAs, a bundle of trust anchors");
    } else {
      sheet.rows("chain", CertificateText.chain(outline, trust));
    }
    if (trust.explicit() || serverName != null || client) {
      verify(outline, sheet, problems);
    }
  }

  private static boolean isBundle(CredentialContents contents, ChainOutline outline) {
    return contents.key() == null
        && !outline.strangers().isEmpty()
        && contents.certificates().stream().allMatch(c -> c.getBasicConstraints() >= 0);
  }

  private void verify(ChainOutline outline, Sheet sheet, List<String> problems) {
    Verdict verdict = judge(trust.verifier(), outline.chain());
    if (verdict.trusted()) {
      String peer = client ? "client" : "server";
      sheet.row("trust", "good for a " + peer + ", by " + trust.name());
      return;
    }
    sheet.row("trust", "refused by " + trust.name() + ": " + VerdictText.of(verdict));
    problems.add(verdict.detail());
    trust.adviceOn(verdict, outline.last()).ifPresent(advice -> sheet.row("hint", advice));
  }

  private Verdict judge(PeerVerifier verifier, List<X509Certificate> chain) {
    if (client) {
      return verifier.verifyClient(chain);
    }
    return serverName == null
        ? verifier.verifyServerOfAnyName(chain)
        : verifier.verifyServer(chain, serverName);
  }
}
