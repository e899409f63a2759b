package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * GnuTLS's {@code gnutls-cli}, which comes back by its own option: in the first connection it then
 * says nothing, and waits for a ticket where one is to come.
 */
final class GnutlsClient implements Client {
  private final Tool gnutls = Tool.of("gnutls-cli");

  @Override
  public Visit visit(Call call) {
    List<String> arguments = new ArrayList<>(List.of("--x509cafile", call.files().ca().toString()));
    arguments.addAll(List.of("--sni-hostname", Exchange.HOST, "--verify-hostname", Exchange.HOST));
    String version = call.cell().version().number();
    arguments.addAll(List.of("--priority", "NORMAL:-VERS-ALL:+VERS-TLS" + version));
    if (call.cell().authenticates()) {
      Credentials.Pem own = call.identity();
      arguments.addAll(
          List.of("--x509certfile", own.certificate(), "--x509keyfile", own.keyForGnutls()));
    }
    if (call.cell().comesBack()) {
      arguments.add("--resume");
      if (!call.cell().authenticates()) {
        arguments.add("--waitresumption");
      }
    }
    arguments.addAll(List.of("--port", Integer.toString(call.port()), "127.0.0.1"));
    Tool.Result run = gnutls.run(Exchange.REQUEST, arguments);
    boolean resumed = run.out().contains("*** This is a resumed session");
    return new Visit(call.connections(), 1, run.out(), resumed, run.err());
  }
}
