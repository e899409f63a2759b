package dev.sallyport.proxy.interop;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.TestCertificates;
import dev.sallyport.certs.TestLeaf;
import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.interop.Cell.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The keys and certificates of both ends in the files of one directory: of each kind a server's and
 * a client's, all by one CA.
 */
record Credentials(Path directory) {

  /** What opens the files of PKCS#12. */
  static final String PASSWORD = "changeit";

  /** Who the client is. */
  static final String SUBJECT = "CN=alice";

  /** Writes them all. */
  static Credentials write(Path directory) {
    Credentials files = new Credentials(directory);
    TestCertificates ca = TestCertificates.authority("CA of the matrix");
    ca.writeCertificate(files.ca());
    for (Certificate kind : Certificate.values()) {
      files.write(ca.leaf(Exchange.HOST).kind(kind.kind()).identity(), files.server(kind));
      TestLeaf client = ca.leaf().commonName("alice").usages(TestLeaf.CLIENT_AUTH);
      files.write(client.kind(kind.kind()).identity(), files.client(kind));
    }
    return files;
  }

  private void write(Identity identity, Pem pem) {
    TestCertificates.write(identity, directory, pem.name());
    TestCertificates.writePkcs12(identity, pem.pkcs12(), PASSWORD);
  }

  /** The certificate of the CA. */
  Path ca() {
    return directory.resolve("ca.pem");
  }

  /** The server's of this kind. */
  Pem server(Certificate kind) {
    return new Pem(directory, "server", kind);
  }

  /** The client's of this kind. */
  Pem client(Certificate kind) {
    return new Pem(directory, "client", kind);
  }

  /** The files of one identity. */
  record Pem(Path directory, String owner, Certificate kind) {

    private String name() {
      return owner + "-" + kind;
    }

    String certificate() {
      return directory.resolve(name() + ".pem").toString();
    }

    String key() {
      return directory.resolve(name() + ".key").toString();
    }

    /**
     * The key in a file for GnuTLS, which reads an EC key only with the public key beside it, which
     * the JDK leaves out.
     */
    String keyForGnutls() {
      if (kind != Certificate.P_256) {
        return key();
      }
      Path whole = directory.resolve(name() + "-whole.key");
      if (!Files.exists(whole)) {
        Tool.of("openssl").run(List.of("ec", "-in", key(), "-out", whole.toString()));
      }
      return whole.toString();
    }

    Path pkcs12() {
      return directory.resolve(name() + ".p12");
    }
  }
}
