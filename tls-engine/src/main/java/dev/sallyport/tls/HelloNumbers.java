package dev.sallyport.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a ClientHello in the order of the wire, and the fingerprints that are made of
 * them. Values reserved by RFC 8701 are left out of both. The reader of the hello fills it in; from
 * then on it stays as it is.
 */
final class HelloNumbers {
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int MAX_COUNT = 99;
  private static final int HASH_DIGITS = 12;
  private static final String NO_HASH = "0".repeat(HASH_DIGITS);
  private static final HexFormat HEX = HexFormat.of();
  private static final char[] NONE = {};

  /** To be cloned, which costs less than to look for the provider of another. */
  private static final MessageDigest MD5 = prototype("MD5");

  private static final MessageDigest SHA_256 = prototype("SHA-256");

  int legacyVersion;
  char[] suites = NONE;
  char[] extensions = NONE;
  char[] groups = NONE;
  char[] formats = NONE;
  char[] schemes = NONE;

  /** Those of supported_versions; empty without the extension. */
  char[] versions = NONE;

  /** The first protocol_name, an octet a character; empty without. */
  String protocol = "";

  /** What it takes to keep them. */
  int octets() {
    int numbers =
        versions.length
            + suites.length
            + extensions.length
            + groups.length
            + formats.length
            + schemes.length;
    return Character.BYTES * numbers + protocol.length();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HelloNumbers that
        && legacyVersion == that.legacyVersion
        && Arrays.equals(suites, that.suites)
        && Arrays.equals(extensions, that.extensions)
        && Arrays.equals(groups, that.groups)
        && Arrays.equals(formats, that.formats)
        && Arrays.equals(schemes, that.schemes)
        && Arrays.equals(versions, that.versions)
        && protocol.equals(that.protocol);
  }

  @Override
  public int hashCode() {
    int hash = legacyVersion;
    for (char[] numbers : new char[][] {suites, extensions, groups, formats, schemes, versions}) {
      hash = 31 * hash + Arrays.hashCode(numbers);
    }
    return 31 * hash + protocol.hashCode();
  }

  String ja3() {
    StringBuilder text = new StringBuilder().append(legacyVersion);
    decimals(text.append(','), suites);
    decimals(text.append(','), extensions);
    decimals(text.append(','), groups);
    decimals(text.append(','), formats);
    return digest(MD5, text);
  }

  String ja4() {
    char[] used = plain(suites);
    char[] sent = plain(extensions);
    char name = contains(sent, SERVER_NAME) ? 'd' : 'i';
    String suiteHash = hash(hexadecimals(new StringBuilder(), sorted(used)));
    String about = "t" + version() + name + count(used) + count(sent) + ends();
    return about + "_" + suiteHash + "_" + hash(offers(sent));
  }

  /** The highest version offered. */
  private String version() {
    int highest = legacyVersion;
    if (versions.length > 0) {
      highest = 0;
      for (char version : plain(versions)) {
        highest = Math.max(highest, version);
      }
    }
    return switch (highest) {
      case 0x0304 -> "13";
      case 0x0303 -> "12";
      case 0x0302 -> "11";
      case 0x0301 -> "10";
      case 0x0300 -> "s3";
      case 0x0002 -> "s2";
      default -> "00";
    };
  }

  /** The first and the last character of the protocol, of its hexadecimal digits where need be. */
  private String ends() {
    if (protocol.isEmpty()) {
      return "00";
    }
    String text = protocol;
    if (!alphanumeric(text.charAt(0)) || !alphanumeric(text.charAt(text.length() - 1))) {
      text = HEX.formatHex(protocol.getBytes(StandardCharsets.ISO_8859_1));
    }
    return "" + text.charAt(0) + text.charAt(text.length() - 1);
  }

  private static boolean alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  /** The extensions in ascending order but for those that are told apart, then the schemes. */
  private StringBuilder offers(char[] sent) {
    StringBuilder text = new StringBuilder();
    for (char type : sorted(sent)) {
      if (type != SERVER_NAME && type != ALPN) {
        hexadecimal(text, type);
      }
    }
    char[] signed = plain(schemes);
    if (signed.length > 0) {
      text.append('_').append(hexadecimals(new StringBuilder(), signed));
    }
    return text;
  }

  private static String count(char[] numbers) {
    int count = Math.min(numbers.length, MAX_COUNT);
    return count < 10 ? "0" + count : Integer.toString(count);
  }

  private static String hash(StringBuilder text) {
    return text.isEmpty() ? NO_HASH : digest(SHA_256, text).substring(0, HASH_DIGITS);
  }

  private static MessageDigest prototype(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has both
    }
  }

  private static String digest(MessageDigest prototype, CharSequence text) {
    MessageDigest digest;
    try {
      digest = (MessageDigest) prototype.clone();
    } catch (CloneNotSupportedException e) {
      digest = prototype(prototype.getAlgorithm());
    }
    return HEX.formatHex(digest.digest(text.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  private static void decimals(StringBuilder text, char[] numbers) {
    String separator = "";
    for (char number : plain(numbers)) {
      text.append(separator).append((int) number);
      separator = "-";
    }
  }

  private static StringBuilder hexadecimals(StringBuilder text, char[] numbers) {
    for (char number : numbers) {
      hexadecimal(text, number);
    }
    return text;
  }

  private static void hexadecimal(StringBuilder text, char number) {
    text.append(text.isEmpty() ? "" : ",").append(HEX.toHexDigits(number));
  }

  private static char[] sorted(char[] numbers) {
    char[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static boolean contains(char[] numbers, int wanted) {
    for (char number : numbers) {
      if (number == wanted) {
        return true;
      }
    }
    return false;
  }

  /** Without the reserved ones. */
  private static char[] plain(char[] numbers) {
    char[] plain = new char[numbers.length];
    int count = 0;
    for (char number : numbers) {
      if (!Registry.isGrease(number)) {
        plain[count++] = number;
      }
    }
    return Arrays.copyOf(plain, count);
  }
}
