package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of problem, with file, line, key and words, as {@code problems.txt} has them. */
class ProblemsTest {

  @TestFactory
  List<DynamicTest> eachCaseIsToldAsWritten(@TempDir Path directory) throws IOException {
    Folder folder = Folder.make(directory);
    folder.write("broken.conf", "a = [\n}\n");
    folder.write("loop.conf", "include \"my.conf\"\n");
    folder.write(
        "sub/certs.conf", "certificates = [ { cert = \"near.pem\", key = \"near.key\" } ]\n");
    List<DynamicTest> tests = new ArrayList<>();
    for (String golden : golden()) {
      String[] parts = golden.split("\n--\n", -1);
      String[] titleAndText = parts[0].split("\n", 2);
      tests.add(
          DynamicTest.dynamicTest(
              titleAndText[0],
              () ->
                  assertThat(String.join("\n", folder.problems(titleAndText[1])))
                      .isEqualTo(parts[1].strip())));
    }
    return tests;
  }

  private static List<String> golden() throws IOException {
    String text = Folder.resource("problems.txt");
    return List.of(text.substring(text.indexOf("\n== ") + 4).split("\n== "));
  }
}
