package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSL's {@code s_client}, which keeps the session in a file. */
final class OpensslClient implements Client {
  private final Tool openssl = Tool.of("openssl");

  @Override
  public Visit visit(Call call) throws IOException {
    Path session = Files.createTempDirectory(call.files().directory(), "s").resolve("session");
    StringBuilder received = new StringBuilder();
    StringBuilder said = new StringBuilder();
    boolean resumed = false;
    for (int nth = 0; nth < call.connections(); nth++) {
      Tool.Result run = openssl.run(Exchange.REQUEST, arguments(call, session));
      received.append(run.out());
      said.append(run.err());
      resumed = run.out().contains("\nReused, " + call.cell().version().spelling());
    }
    return new Visit(
        call.connections(), call.connections(), received.toString(), resumed, said.toString());
  }

  private static List<String> arguments(Call call, Path session) {
    List<String> arguments = new ArrayList<>(List.of("s_client", "-ign_eof"));
    arguments.addAll(List.of("-connect", call.authority(), "-servername", Exchange.HOST));
    arguments.addAll(List.of("-CAfile", call.files().ca().toString(), "-verify_return_error"));
    arguments.addAll(List.of("-verify_hostname", Exchange.HOST));
    arguments.add("-tls" + call.cell().version().number().replace('.', '_'));
    arguments.addAll(List.of("-sess_out", session.toString()));
    if (Files.exists(session)) {
      arguments.addAll(List.of("-sess_in", session.toString()));
    }
    if (call.cell().authenticates()) {
      Credentials.Pem own = call.identity();
      arguments.addAll(List.of("-cert", own.certificate(), "-key", own.key()));
    }
    return arguments;
  }
}
