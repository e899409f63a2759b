package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.interop.Cell.Certificate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** NSS's {@code selfserv}, whose page is the request, and which counts what it resumed. */
final class NssServer {

  private static final SeparateServers.Reading READING =
      new SeparateServers.Reading() {
        private final Pattern hits = Pattern.compile("(\\d+) cache hits");
        private final Pattern end = Pattern.compile("ticket parse failures");

        @Override
        public Pattern end() {
          return end;
        }

        @Override
        public boolean resumed(String before, String written) {
          return hits(written) > hits(before);
        }

        private int hits(String written) {
          return hits.matcher(written)
              .results()
              .map((MatchResult result) -> Integer.parseInt(result.group(1)))
              .reduce(0, Math::max);
        }
      };

  private NssServer() {}

  static Server start(Credentials files) throws IOException {
    List<Profile> profiles =
        Profile.all().stream()
            .filter(profile -> profile.certificate() != Certificate.ED25519)
            .toList();
    Map<Certificate, NssDatabase> databases = new EnumMap<>(Certificate.class);
    for (Certificate kind : List.of(Certificate.RSA, Certificate.P_256)) {
      databases.put(kind, NssDatabase.create(files, files.server(kind)));
    }
    return SeparateServers.start(
        Tool.of("selfserv"),
        files.directory(),
        profiles,
        READING,
        (port, profile) ->
            arguments(Objects.requireNonNull(databases.get(profile.certificate())), port, profile));
  }

  private static List<String> arguments(NssDatabase database, int port, Profile profile) {
    List<String> arguments = new ArrayList<>(List.of("-d", database.name()));
    arguments.addAll(List.of("-p", Integer.toString(port), "-V", "tls1.2:tls1.3"));
    arguments.addAll(List.of("-v", "-G", "-u"));
    boolean isRsa = profile.certificate() == Certificate.RSA;
    arguments.addAll(List.of(isRsa ? "-n" : "-e", NssDatabase.NICKNAME));
    if (profile.asks()) {
      arguments.addAll(List.of("-r", "-r"));
    }
    return arguments;
  }
}
