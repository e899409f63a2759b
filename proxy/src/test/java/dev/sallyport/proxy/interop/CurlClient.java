package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The curl of the machine, which comes back by asking twice: each answer ends its connection.
 * Whether it resumes it does not say, only that it has a session to offer.
 */
final class CurlClient implements Client {
  private final Tool curl = Tool.of("curl");
  private final Path body;

  /**
   * A curl.
   *
   * @param body the file of what it brings
   */
  CurlClient(Path body) {
    this.body = body;
  }

  @Override
  public Visit visit(Call call) {
    String host = Exchange.HOST + ":" + call.port();
    String version = call.cell().version().number();
    List<String> arguments = new ArrayList<>(List.of("--silent", "--show-error"));
    arguments.addAll(List.of("--max-time", "110", "--resolve", host + ":127.0.0.1"));
    arguments.addAll(List.of("--cacert", call.files().ca().toString()));
    arguments.addAll(List.of("--tlsv" + version, "--tls-max", version));
    arguments.addAll(List.of("--data-binary", "@" + body));
    if (call.cell().authenticates()) {
      Credentials.Pem own = call.identity();
      arguments.addAll(List.of("--cert", own.certificate(), "--key", own.key()));
    }
    arguments.addAll(Collections.nCopies(call.connections(), "https://" + host + "/"));
    Tool.Result run = curl.run(arguments);
    return new Visit(call.connections(), call.connections(), run.out(), null, run.err());
  }
}
