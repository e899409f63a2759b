package dev.sallyport.secrets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;

/** Makes secrets of each kind, keeps one in a file for it, and writes one where it must not. */
final class Leaky {

  private static final String PASSWORD = "correct horse";

  private Leaky() {}

  /** Leaks in the form of the first argument, into the directory of the second. */
  public static void main(String... arguments) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    KeyStore.getInstance("PKCS12").load(null, PASSWORD.toCharArray());
    byte[] secret = ((EdECPrivateKey) key).getBytes().orElseThrow();
    byte[] record = HexFormat.of().parseHex("3c6e0b8a9c15224a8228b9a98ca1531d");
    Object used = new SecretKeySpec(record, "AES");
    HexFormat hex = HexFormat.of();
    Path directory = Path.of(arguments[1]);
    String pem = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    Files.writeString(directory.resolve("web.key"), pem);
    String said =
        switch (arguments[0]) {
          case "nothing" -> used.getClass() + " " + key.getAlgorithm() + " " + "ab".repeat(40);
          case "hex" -> "x" + hex.formatHex(secret);
          case "upper-case" -> hex.formatHex(secret).toUpperCase(Locale.ROOT);
          case "colons" -> HexFormat.ofDelimiter(":").formatHex(secret);
          case "array" -> Arrays.toString(secret);
          case "base64" -> "key: " + Base64.getEncoder().encodeToString(secret);
          case "url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
          case "pem" -> pem;
          case "octets" -> new String(secret, StandardCharsets.ISO_8859_1);
          case "part" -> hex.formatHex(secret, 5, 28);
          case "record-key" -> "k=" + hex.formatHex(record);
          case "password" -> "the password is " + PASSWORD + ".";
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    Files.write(directory.resolve("said.txt"), said.getBytes(StandardCharsets.ISO_8859_1));
  }
}
