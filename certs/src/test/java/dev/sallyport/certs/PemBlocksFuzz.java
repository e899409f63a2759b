package dev.sallyport.certs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any octets as the one block of a PEM file; the first of them says of which type, so that what
 * lies below the Base64 is reached.
 */
final class PemBlocksFuzz {
  private static final List<String> TYPES =
      List.of(
          "CERTIFICATE",
          "PRIVATE KEY",
          "RSA PRIVATE KEY",
          "EC PRIVATE KEY",
          "ENCRYPTED PRIVATE KEY");

  @TempDir private static Path directory = Path.of("set by JUnit");

  @FuzzTest
  void anyBlock(byte[] input) throws IOException {
    if (input.length > 0) {
      String type = TYPES.get((input[0] & 0xFF) % TYPES.size());
      byte[] content = Arrays.copyOfRange(input, 1, input.length);
      FileReadings.readAll(
          Files.writeString(directory.resolve("file"), TestCertificates.pem(type, content)));
    }
  }
}
