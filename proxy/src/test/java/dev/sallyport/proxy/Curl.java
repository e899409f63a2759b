package dev.sallyport.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The curl of the machine, asking one proxy for the pages of one host. */
final class Curl {

  private final Tool curl = Tool.of("curl");
  private final List<String> options = new ArrayList<>();
  private final String url;

  /** A curl that takes the first listener of {@code proxy} for {@code host}. */
  Curl(RunningProxy proxy, String host) {
    int port = proxy.port();
    this.url = "https://" + host + ":" + port;
    options.addAll(List.of("--silent", "--show-error", "--max-time", "110"));
    options.addAll(List.of("--resolve", host + ":" + port + ":127.0.0.1"));
    options.addAll(List.of("--write-out", "%{stderr}%{http_code}"));
  }

  /**
   * What curl got.
   *
   * @param exitCode curl's own: 0, or what went wrong
   * @param said the status of each page, and before it curl's complaint if it has one
   */
  record Answer(int exitCode, Sample.Digest body, String said) {}

  /** Trusts this CA and no other. */
  Curl trusting(Path ca) {
    return with("--cacert", ca.toString());
  }

  /** Speaks just this version: {@code 1.2} or {@code 1.3}. */
  Curl speaking(String version) {
    return with("--tlsv" + version, "--tls-max", version);
  }

  Curl with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Asks for one page after another; the body is that of all. */
  Answer get(String... paths) {
    return run(Stream.of(paths).map(path -> url + path).toList());
  }

  Answer put(Path file, String path) {
    return run(List.of("--upload-file", file.toString(), url + path));
  }

  private Answer run(List<String> request) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(request);
    Tool.Reading<Sample.Digest> run = curl.read(arguments, Curl::digest);
    return new Answer(run.exitCode(), run.out(), run.err());
  }

  private static Sample.Digest digest(InputStream body) throws IOException {
    return Sample.digest(body);
  }
}
