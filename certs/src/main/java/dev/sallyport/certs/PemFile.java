package dev.sallyport.certs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM file (RFC 7468), in their order; text around them is skipped. */
final class PemFile {
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final String origin;
  private final List<PemObject> blocks;

  private PemFile(String origin, List<PemObject> blocks) {
    this.origin = origin;
    this.blocks = blocks;
  }

  static PemFile read(Path file) throws CredentialException {
    String origin = file.toString();
    byte[] content = CredentialFile.read(file);
    List<PemObject> blocks = blocks(origin, new String(content, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty()) {
      boolean der = content[0] == 0x30;
      throw new CredentialException(
          origin, der ? "is not PEM but binary (DER or PKCS#12)" : "holds no PEM block");
    }
    return new PemFile(origin, blocks);
  }

  private static List<PemObject> blocks(String origin, String text) throws CredentialException {
    List<PemObject> blocks = new ArrayList<>();
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(3) : text;
    try (PemReader reader = new PemReader(new StringReader(plain))) {
      for (PemObject block = next(reader); block != null; block = next(reader)) {
        blocks.add(block);
      }
      return blocks;
    } catch (IOException | IllegalStateException e) { // the latter for text that is not Base64
      throw new CredentialException(
          origin, "is damaged: PEM block " + (blocks.size() + 1) + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable PemObject next(PemReader reader) throws IOException {
    return reader.readPemObject();
  }

  /** Every certificate; at least one. */
  List<X509Certificate> certificates() throws CredentialException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemObject block : blocks) {
      if (isCertificate(block)) {
        certificates.add(certificate(block, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new CredentialException(origin, "holds no certificate, only " + types());
    }
    return certificates;
  }

  private X509Certificate certificate(PemObject block, int number) throws CredentialException {
    try {
      return CertificateDecoder.decode(block.getContent());
    } catch (CertificateException e) {
      throw new CredentialException(
          origin, "certificate " + number + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The one private key, decrypted where it has to be. */
  PrivateKey privateKey(char @Nullable [] password) throws CredentialException {
    List<PemObject> keys = blocks.stream().filter(PemFile::isPrivateKey).toList();
    if (keys.isEmpty()) {
      throw new CredentialException(origin, "holds no private key, only " + types());
    }
    if (keys.size() > 1) {
      throw new CredentialException(
          origin, "holds " + keys.size() + " private keys, but one is wanted");
    }
    return new PrivateKeyReader(origin, password).read(keys.get(0));
  }

  boolean hasCertificate() {
    return blocks.stream().anyMatch(PemFile::isCertificate);
  }

  boolean hasPrivateKey() {
    return blocks.stream().anyMatch(PemFile::isPrivateKey);
  }

  private static boolean isCertificate(PemObject block) {
    return block.getType().equals("CERTIFICATE") || block.getType().equals("X509 CERTIFICATE");
  }

  private static boolean isPrivateKey(PemObject block) {
    return block.getType().endsWith("PRIVATE KEY");
  }

  private String types() {
    return blocks.stream()
        .map(block -> Printable.text(block.getType()))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
