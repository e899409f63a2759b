package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The servers of a program that serves one port alone, a process for each, which write what they
 * know of each connection.
 */
final class SeparateServers implements Server {

  /** The arguments of a server at a port. */
  interface Arguments {
    List<String> at(int port, Profile profile);
  }

  /** How what is written is read. */
  interface Reading {

    /** What is written once of each connection, behind the rest that is of interest. */
    Pattern end();

    /**
     * Whether a connection was resumed.
     *
     * @param before what was written of the connection before, nothing if there was none
     * @param written what was written of this
     */
    boolean resumed(String before, String written);
  }

  private final Reading reading;
  private final Map<Profile, Daemon> daemons = new HashMap<>();
  private final Map<Profile, String> last = new HashMap<>();
  private final Map<Profile, Integer> connections = new HashMap<>();

  private SeparateServers(Reading reading) {
    this.reading = reading;
  }

  /** Starts one for each of these profiles. */
  static SeparateServers start(
      Tool tool, Path directory, List<Profile> profiles, Reading reading, Arguments arguments)
      throws IOException {
    SeparateServers servers = new SeparateServers(reading);
    try {
      for (Profile profile : profiles) {
        servers.start(tool, directory, profile, arguments);
      }
      return servers;
    } catch (IOException | RuntimeException | Error e) {
      servers.close();
      throw e;
    }
  }

  private void start(Tool tool, Path directory, Profile profile, Arguments arguments)
      throws IOException {
    Path log = Files.createTempFile(directory, "server", ".log");
    Daemon daemon =
        Daemon.start(1, log, ports -> tool.serve(arguments.at(ports.get(0), profile), log));
    daemons.put(profile, daemon);
  }

  @Override
  public int port(Profile profile) {
    return Objects.requireNonNull(daemons.get(profile)).port(0);
  }

  @Override
  public Said said(Cell cell, String answer) throws IOException {
    Profile profile = cell.profile();
    int nth = connections.merge(profile, 1, Integer::sum);
    String said = Objects.requireNonNull(daemons.get(profile)).said(reading.end(), nth);
    String before = Objects.requireNonNullElse(last.put(profile, said), "");
    boolean known = said.contains(Credentials.SUBJECT);
    return new Said(reading.resumed(before, said), known ? Credentials.SUBJECT : null);
  }

  @Override
  public void close() {
    daemons.values().forEach(Daemon::close);
  }
}
