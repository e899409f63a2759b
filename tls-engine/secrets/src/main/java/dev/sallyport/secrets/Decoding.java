package dev.sallyport.secrets;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.IntPredicate;

/** How octets may be written in a text. */
enum Decoding {
  /** As they are. */
  RAW {
    @Override
    void decode(byte[] text, Sink sink) {
      sink.accept(0, text);
    }
  },

  /** Two hexadecimal digits for each, with or without colons between. */
  HEX {
    @Override
    void decode(byte[] text, Sink sink) {
      runs(
          text,
          octet -> octet == ':' || Character.digit(octet, 16) >= 0,
          (at, run) -> {
            byte[] digits = without(':', run);
            sink.accept(at, hex(digits, 0));
            sink.accept(at, hex(digits, 1));
          });
    }
  },

  /** Four characters for three octets, of either alphabet. */
  BASE64 {
    @Override
    void decode(byte[] text, Sink sink) {
      runs(
          text,
          Decoding::isBase64,
          (at, run) -> {
            for (int i = 0; i < run.length; i++) {
              run[i] = run[i] == '+' ? (byte) '-' : run[i] == '/' ? (byte) '_' : run[i];
            }
            for (int phase = 0; phase < 4; phase++) {
              int whole = (run.length - phase) / 4 * 4;
              byte[] aligned = Arrays.copyOfRange(run, phase, phase + whole);
              sink.accept(at + phase, Base64.getUrlDecoder().decode(aligned));
            }
          });
    }
  },

  /** Numbers from -128 to 255 between commas, as Java writes an array. */
  DECIMAL {
    @Override
    void decode(byte[] text, Sink sink) {
      runs(
          text,
          octet -> octet == ',' || octet == ' ' || octet == '-' || (octet >= '0' && octet <= '9'),
          (at, run) -> sink.accept(at, numbers(run)));
    }
  };

  /** Takes decoded octets, and where in the text they begin. */
  interface Sink {
    void accept(int at, byte[] octets);
  }

  /** What of a text is too short to hold a fingerprint. */
  private static final int SHORTEST = 11;

  abstract void decode(byte[] text, Sink sink);

  private static void runs(byte[] text, IntPredicate belongs, Sink sink) {
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || !belongs.test(text[i])) {
        if (i - start >= SHORTEST) {
          sink.accept(start, Arrays.copyOfRange(text, start, i));
        }
        start = i + 1;
      }
    }
  }

  private static boolean isBase64(int octet) {
    return (octet >= 'A' && octet <= 'Z')
        || (octet >= 'a' && octet <= 'z')
        || (octet >= '0' && octet <= '9')
        || "+/-_".indexOf(octet) >= 0;
  }

  private static byte[] without(char separator, byte[] run) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(run.length);
    for (byte octet : run) {
      if (octet != separator) {
        kept.write(octet);
      }
    }
    return kept.toByteArray();
  }

  private static byte[] hex(byte[] digits, int from) {
    byte[] octets = new byte[Math.max(0, (digits.length - from) / 2)];
    for (int i = 0; i < octets.length; i++) {
      int at = from + 2 * i;
      octets[i] =
          (byte) ((Character.digit(digits[at], 16) << 4) | Character.digit(digits[at + 1], 16));
    }
    return octets;
  }

  private static byte[] numbers(byte[] run) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    int number = 0;
    boolean digits = false;
    boolean negative = false;
    for (int i = 0; i <= run.length; i++) {
      byte octet = i == run.length ? (byte) ',' : run[i];
      if (octet >= '0' && octet <= '9') {
        number = 10 * number + octet - '0';
        digits = true;
      } else if (digits) {
        octets.write(negative ? -number : number);
        number = 0;
        digits = false;
      }
      negative = octet == '-' || (negative && digits);
    }
    return octets.toByteArray();
  }
}
