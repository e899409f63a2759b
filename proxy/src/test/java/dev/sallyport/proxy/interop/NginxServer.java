package dev.sallyport.proxy.interop;

import dev.sallyport.proxy.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx of all ports, whose page is what it knows of the connection, and the sample. */
final class NginxServer implements Server {
  private final Daemon nginx;

  private NginxServer(Daemon nginx) {
    this.nginx = nginx;
  }

  static NginxServer start(Credentials files) throws IOException {
    Tool tool = Tool.of("nginx");
    Path home = Files.createTempDirectory(files.directory(), "nginx");
    Path log = home.resolve("log");
    Path configuration = home.resolve("nginx.conf");
    List<String> arguments =
        List.of("-p", home.toString(), "-c", configuration.toString(), "-e", "stderr");
    Daemon nginx =
        Daemon.start(
            Profile.all().size(),
            log,
            ports -> {
              Files.writeString(configuration, text(home, files, ports));
              return tool.serve(arguments, log);
            });
    return new NginxServer(nginx);
  }

  private static String text(Path home, Credentials files, List<Integer> ports) {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < ports.size(); i++) {
      servers.append(server(files, Profile.all().get(i), ports.get(i)));
    }
    return """
        daemon off;
        master_process off;
        pid %1$s/pid;
        error_log stderr;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          ssl_protocols TLSv1.2 TLSv1.3;
        %2$s
        }
        """
        .formatted(home, servers);
  }

  private static String server(Credentials files, Profile profile, int port) {
    Credentials.Pem own = files.server(profile.certificate());
    String asking =
        profile.asks() ? "ssl_verify_client on; ssl_client_certificate " + files.ca() + ";" : "";
    return """
        server {
          listen 127.0.0.1:%d ssl;
          ssl_certificate %s;
          ssl_certificate_key %s;
          %s
          return 200 "reused=$ssl_session_reused client=$ssl_client_s_dn\\nsample=$http_sample\\n";
        }
        """
        .formatted(port, own.certificate(), own.key(), asking);
  }

  @Override
  public int port(Profile profile) {
    return nginx.port(Profile.all().indexOf(profile));
  }

  @Override
  public Said said(Cell cell, String answer) {
    boolean known = answer.contains(" client=" + Credentials.SUBJECT + "\n");
    return new Said(answer.contains("reused=r "), known ? Credentials.SUBJECT : null);
  }

  @Override
  public void close() {
    nginx.close();
  }
}
