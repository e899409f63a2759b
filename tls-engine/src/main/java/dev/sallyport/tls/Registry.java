package dev.sallyport.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * One of IANA's registries of TLS parameters: the names of two-octet numbers. Immutable; the tables
 * are text files beside this class.
 */
public final class Registry {
  public static final Registry CIPHER_SUITES = new Registry("cipher-suites.txt");
  public static final Registry GROUPS = new Registry("groups.txt");
  public static final Registry SIGNATURE_SCHEMES = new Registry("signature-schemes.txt");

  private static final int HEXADECIMAL = 16;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Map<Integer, String> names;

  private Registry(String resource) {
    Map<Integer, String> read = new HashMap<>();
    try (InputStream in = Objects.requireNonNull(Registry.class.getResourceAsStream(resource));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          int space = line.indexOf(' ');
          int code = Integer.parseInt(line.substring(0, space), HEXADECIMAL);
          read.put(code, line.substring(space + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
    names = Map.copyOf(read);
  }

  /** The name; {@code GREASE} for a value reserved by RFC 8701, {@code 0xNNNN} without a name. */
  public String name(int code) {
    String name = names.get(code);
    if (name != null) {
      return name;
    }
    return unnamed(code);
  }

  /** Whether a two-octet number has a name. */
  public boolean has(int code) {
    return names.containsKey(code);
  }

  /** What stands for a two-octet number that has no name. */
  static String unnamed(int code) {
    return isGrease(code) ? "GREASE" : "0x" + HEX.toHexDigits((char) code);
  }

  /** Both octets alike and of the form 0x?A. */
  static boolean isGrease(int code) {
    return (code & 0x0F0F) == 0x0A0A && (code >>> 8) == (code & 0xFF);
  }
}
