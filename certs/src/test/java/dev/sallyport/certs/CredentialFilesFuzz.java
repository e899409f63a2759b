package dev.sallyport.certs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Any file, read as everything that a certificate or key file can be. */
final class CredentialFilesFuzz {
  @TempDir private static Path directory = Path.of("set by JUnit");

  @FuzzTest
  void anyFile(byte[] content) throws IOException {
    FileReadings.readAll(Files.write(directory.resolve("file"), content));
  }
}
