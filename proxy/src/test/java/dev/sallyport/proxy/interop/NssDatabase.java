package dev.sallyport.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A database of NSS that trusts the CA and has one identity or none, without a password. */
final class NssDatabase {

  /** What its identity is called. */
  static final String NICKNAME = "identity";

  private final String name;

  private NssDatabase(Path directory) {
    this.name = "sql:" + directory;
  }

  /** Makes one without an identity. */
  static NssDatabase create(Credentials files) throws IOException {
    Path directory = Files.createTempDirectory(files.directory(), "nss");
    NssDatabase database = new NssDatabase(directory);
    Tool certutil = Tool.of("certutil");
    check(certutil.run(List.of("-N", "-d", database.name, "--empty-password")));
    List<String> trust = List.of("-t", "CT,C,C", "-i", files.ca().toString());
    check(certutil.run(concat(List.of("-A", "-d", database.name, "-n", "ca"), trust)));
    return database;
  }

  /** Makes one. */
  static NssDatabase create(Credentials files, Credentials.Pem identity) throws IOException {
    NssDatabase database = create(files);
    check(database.put(identity));
    return database;
  }

  /** Tries to put an identity into it. */
  Tool.Result put(Credentials.Pem identity) {
    List<String> from = List.of("-i", identity.pkcs12().toString(), "-W", Credentials.PASSWORD);
    return Tool.of("pk12util").run(concat(List.of("-d", name), from));
  }

  /** As NSS's programs want it. */
  String name() {
    return name;
  }

  private static List<String> concat(List<String> some, List<String> more) {
    return Stream.of(some, more).flatMap(List::stream).toList();
  }

  private static void check(Tool.Result run) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }
}
