package dev.sallyport.proxy.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.interop.Cell.Certificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * BoringSSL's {@code bssl client}, by the name that a distribution gives it, which keeps the
 * session in a file. At the end of its input it sends FIN without close_notify, so that ends last.
 */
final class BoringClient implements Client {

  /** What it offers where it is to take Ed25519, which it leaves out by itself. */
  private static final String SCHEMES = "ed25519:ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256";

  private final Tool bssl = Tool.of("bssl-tool");
  private final boolean offersEd25519;

  /**
   * A client.
   *
   * @param offersEd25519 whether it is told to where a certificate needs it
   */
  BoringClient(boolean offersEd25519) {
    this.offersEd25519 = offersEd25519;
  }

  @Override
  public Visit visit(Call call) throws IOException {
    Path home = Files.createTempDirectory(call.files().directory(), "bssl");
    StringBuilder received = new StringBuilder();
    String said = "";
    for (int nth = 0; nth < call.connections(); nth++) {
      Path errors = home.resolve("said" + nth);
      List<String> arguments = arguments(call);
      arguments.addAll(List.of("-session-out", home.resolve("session" + nth).toString()));
      Path last = home.resolve("session" + (nth - 1));
      if (Files.exists(last) && Files.size(last) > 0) {
        arguments.addAll(List.of("-session-in", last.toString()));
      }
      received.append(run(arguments, errors));
      said = Files.readString(errors);
    }
    boolean resumed = said.contains("Resumed session: yes");
    return new Visit(call.connections(), call.connections(), received.toString(), resumed, said);
  }

  private String run(List<String> arguments, Path errors) throws IOException {
    Process process = bssl.start(arguments, errors);
    OutputStream in = process.getOutputStream();
    try {
      in.write(Exchange.REQUEST.getBytes(UTF_8));
      in.flush();
    } catch (IOException left) {
      // Its handshake has failed: what it said of that is what counts.
    }
    String received = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.onExit().join();
    return received;
  }

  private List<String> arguments(Call call) {
    String version = "tls" + call.cell().version().number();
    List<String> arguments = new ArrayList<>(List.of("client", "-connect", call.authority()));
    arguments.addAll(List.of("-server-name", Exchange.HOST));
    arguments.addAll(List.of("-root-certs", call.files().ca().toString()));
    arguments.addAll(List.of("-min-version", version, "-max-version", version));
    if (offersEd25519 && call.cell().certificate() == Certificate.ED25519) {
      arguments.addAll(List.of("-sigalgs", SCHEMES));
    }
    if (call.cell().authenticates()) {
      Credentials.Pem own = call.identity();
      arguments.addAll(List.of("-cert", own.certificate(), "-key", own.key()));
    }
    return arguments;
  }
}
