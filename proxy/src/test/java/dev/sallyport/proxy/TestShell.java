package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process and keeps what they print. */
final class TestShell {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";

  TestShell(Path home) {
    environment.put("XDG_DATA_HOME", home.toString());
  }

  TestShell input(String text) {
    input = text;
    return this;
  }

  TestShell environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  int run(String... arguments) {
    out.reset();
    err.reset();
    int code =
        Main.execute(
            new Shell(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                environment,
                false),
            arguments);
    Sayings.keep(out() + err());
    return code;
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
