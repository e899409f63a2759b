package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import dev.sallyport.proxy.interop.Cell.Certificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** NSS's {@code tstclnt}, which makes its connections in one run and counts what it resumed. */
final class NssClient implements Client {
  private static final Pattern HITS = Pattern.compile("(\\d+) cache hits");

  private final Tool tstclnt = Tool.of("tstclnt");
  private final Path request;
  private final Map<Certificate, NssDatabase> databases = new EnumMap<>(Certificate.class);

  /**
   * A client.
   *
   * @param request the file of what it asks
   */
  NssClient(Credentials files, Path request) throws IOException {
    this.request = request;
    for (Certificate kind : Certificate.values()) {
      databases.put(
          kind,
          kind == Certificate.ED25519
              ? NssDatabase.create(files)
              : NssDatabase.create(files, files.client(kind)));
    }
  }

  @Override
  public Visit visit(Call call) {
    String version = "tls" + call.cell().version().number();
    NssDatabase database = Objects.requireNonNull(databases.get(call.cell().certificate()));
    List<String> arguments = new ArrayList<>(List.of("-4", "-h", "127.0.0.1"));
    arguments.addAll(List.of("-p", Integer.toString(call.port()), "-a", Exchange.HOST));
    arguments.addAll(List.of("-d", database.name(), "-V", version + ":" + version));
    arguments.addAll(List.of("-v", "-G", "-u", "-A", request.toString()));
    arguments.addAll(List.of("-L", Integer.toString(call.connections())));
    if (call.cell().authenticates() && call.cell().certificate() != Certificate.ED25519) {
      arguments.addAll(List.of("-n", NssDatabase.NICKNAME));
    }
    Tool.Result run = tstclnt.run(arguments);
    boolean resumed = HITS.matcher(run.err()).results().mapToInt(NssClient::count).sum() > 0;
    return new Visit(call.connections(), call.connections(), run.out(), resumed, run.err());
  }

  private static int count(MatchResult hits) {
    return Integer.parseInt(hits.group(1));
  }
}
