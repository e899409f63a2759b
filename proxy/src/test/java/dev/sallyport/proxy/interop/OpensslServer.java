package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.SServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * OpenSSL's {@code s_server}, whose answer is a page about the connection: it sends nothing back.
 */
final class OpensslServer implements Server {
  private final Map<Profile, SServer> servers = new HashMap<>();

  private OpensslServer() {}

  static OpensslServer start(Credentials files) throws IOException {
    OpensslServer server = new OpensslServer();
    try {
      server.startAll(files);
      return server;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void startAll(Credentials files) throws IOException {
    for (Profile profile : Profile.all()) {
      Credentials.Pem own = files.server(profile.certificate());
      List<String> options = new ArrayList<>(List.of("-www"));
      options.addAll(List.of("-cert", own.certificate(), "-key", own.key()));
      if (profile.asks()) {
        options.addAll(List.of("-Verify", "2", "-verify_return_error"));
        options.addAll(List.of("-CAfile", files.ca().toString()));
      }
      Path errors = Files.createTempFile(files.directory(), "s_server", ".log");
      servers.put(profile, SServer.listen(errors, 0, options));
    }
  }

  @Override
  public int port(Profile profile) {
    return Objects.requireNonNull(servers.get(profile)).port();
  }

  @Override
  public Said said(Cell cell, String answer) {
    boolean resumed = answer.contains("\nReused, " + cell.version().spelling());
    boolean known = answer.contains("Subject: " + Credentials.SUBJECT);
    return new Said(resumed, known ? Credentials.SUBJECT : null);
  }

  @Override
  public boolean echoes() {
    return false;
  }

  @Override
  public void close() {
    servers.values().forEach(SServer::close);
  }
}
