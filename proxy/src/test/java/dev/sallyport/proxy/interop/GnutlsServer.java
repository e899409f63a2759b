package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** GnuTLS's {@code gnutls-serv}, which puts the request into its page. */
final class GnutlsServer {

  private static final SeparateServers.Reading READING =
      new SeparateServers.Reading() {
        private final Pattern end = Pattern.compile("- Options:");

        @Override
        public Pattern end() {
          return end;
        }

        @Override
        public boolean resumed(String before, String written) {
          return written.contains("*** This is a resumed session");
        }
      };

  private GnutlsServer() {}

  static Server start(Credentials files) throws IOException {
    return SeparateServers.start(
        Tool.of("gnutls-serv"),
        files.directory(),
        Profile.all(),
        READING,
        (port, profile) -> arguments(files, port, profile));
  }

  private static List<String> arguments(Credentials files, int port, Profile profile) {
    Credentials.Pem own = files.server(profile.certificate());
    List<String> arguments = new ArrayList<>(List.of("--http", "--port", Integer.toString(port)));
    arguments.addAll(List.of("--x509certfile", own.certificate()));
    arguments.addAll(List.of("--x509keyfile", own.keyForGnutls()));
    if (profile.asks()) {
      arguments.addAll(List.of("--require-client-cert", "--verify-client-cert"));
      arguments.addAll(List.of("--x509cafile", files.ca().toString()));
    } else {
      arguments.add("--disable-client-cert");
    }
    return arguments;
  }
}
