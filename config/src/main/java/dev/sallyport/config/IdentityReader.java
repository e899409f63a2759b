package dev.sallyport.config;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a block that names the files of a private key and its certificates. */
final class IdentityReader {

  private IdentityReader() {}

  static @Nullable IdentityConfig identity(Section section) {
    Path cert = section.optional("cert", Setting::readableFile);
    Path key = section.optional("key", Setting::readableFile);
    Path pkcs12 = section.optional("pkcs12", Setting::readableFile);
    Secret password = section.optional("password", it -> new Secret(it.text()));
    requireOneForm(section);
    if (pkcs12 != null) {
      return new IdentityConfig.Pkcs12(pkcs12, password, section.origins());
    }
    return cert == null || key == null
        ? null
        : new IdentityConfig.Pem(cert, key, password, section.origins());
  }

  private static void requireOneForm(Section section) {
    boolean cert = section.has("cert");
    boolean key = section.has("key");
    if (section.has("pkcs12") && (cert || key)) {
      section.complain("pkcs12", "either this or cert and key, but not both");
    } else if (cert && !key) {
      section.complain("key", "required beside cert");
    } else if (key && !cert) {
      section.complain("cert", "required beside key");
    } else if (!cert && !section.has("pkcs12")) {
      section.needsOneOf(Set.of("cert", "key", "pkcs12"), "needs cert and key, or pkcs12");
    }
  }
}
