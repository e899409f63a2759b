package dev.sallyport.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A folder of configuration files, of the files they name, and a valid {@code base.conf}. */
record Folder(Path path) {

  private static final String BASE =
      """
      sallyport {
        listeners.web { bind = "127.0.0.1:8443", backend = app }
        backends.app.servers = ["127.0.0.1:8080"]
      }
      """;

  static Folder make(Path path) throws IOException {
    Folder folder = new Folder(path);
    for (String name : List.of("web.pem", "web.key", "b.p12", "ca.pem", "ticket.keys")) {
      folder.write(name, "not looked into");
    }
    folder.write("folder/file", "");
    folder.write("base.conf", BASE);
    return folder;
  }

  /** The text of a resource of the tests. */
  static String resource(String name) throws IOException {
    try (InputStream stream = Folder.class.getResourceAsStream("/" + name)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Path write(String name, String text) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  /** The configuration that {@code text} is, as {@code my.conf}. */
  Configuration load(String text) throws IOException, ConfigurationException {
    return ConfigurationLoader.load(write("my.conf", text));
  }

  /** The problems of {@code text} as {@code my.conf}, without the name of the folder. */
  List<String> problems(String text) throws IOException {
    try {
      load(text);
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().replace(path + "/", ""))
          .toList();
    }
  }
}
