package dev.sallyport.proxy;

import dev.sallyport.certs.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The site {@code web.test}: an nginx, and proxies before it. The certificates of the proxy and of
 * nginx are for the same name but from different authorities, so that who trusts one of them alone
 * knows whom it talks to.
 */
final class NginxSite implements AutoCloseable {

  static final String HOST = "web.test";

  private final TestCertificates forProxy;
  private final TestCertificates forNginx;
  private final Path directory;
  private final Nginx nginx;
  private final Sample page;
  private final Path proxyCa;
  private final Path nginxCa;

  /** How the proxy stands before nginx. */
  enum Mode {
    /** TLS ends at the proxy. */
    TERMINATED,
    /** TLS ends at nginx. */
    PASSED_THROUGH,
    /** TLS ends at the proxy, which speaks it to nginx as well. */
    REENCRYPTED
  }

  private NginxSite(Path directory) throws IOException {
    this.directory = directory;
    forProxy = TestCertificates.authority("CA of the proxy");
    forNginx = TestCertificates.authority("CA of nginx");
    this.proxyCa = forProxy.writeCertificate(directory.resolve("proxy-ca.pem"));
    this.nginxCa = forNginx.writeCertificate(directory.resolve("nginx-ca.pem"));
    TestCertificates.write(forProxy.server(HOST), directory, "web");
    this.nginx = Nginx.start(directory, forNginx.server(HOST));
    this.page = Sample.write(nginx.files().resolve("page"), Sample.KIB);
  }

  static NginxSite start(Path directory) throws IOException {
    return new NginxSite(directory);
  }

  /** What nginx serves and takes. */
  Path files() {
    return nginx.files();
  }

  /** What is at {@code /page}: a KiB. */
  Sample page() {
    return page;
  }

  /** A proxy before it, which negotiates no application protocol. */
  RunningProxy proxy(Mode mode) {
    return proxy(mode, "");
  }

  /** A proxy before it with more settings. */
  RunningProxy proxy(Mode mode, String more) {
    String listener =
        mode == Mode.PASSED_THROUGH
            ? "tls.mode = passthrough"
            : "tls.certificates = [ { cert = \"web.pem\", key = \"web.key\" } ]";
    String backend =
        mode == Mode.REENCRYPTED
            ? "tls { trust = \"nginx-ca.pem\", server-name = " + HOST + " }"
            : "";
    int port = mode == Mode.TERMINATED ? nginx.port() : nginx.tlsPort();
    return RunningProxy.start(
        directory,
        """
        listeners.web { bind = "127.0.0.1:0", backend = app, %s }
        backends.app { servers = ["127.0.0.1:%d"], %s }
        %s
        """
            .formatted(listener, port, backend, more));
  }

  /** A curl that trusts the certificate that it is to see in this mode, and not the other. */
  Curl curl(RunningProxy proxy, Mode mode) {
    return new Curl(proxy, HOST).trusting(mode == Mode.PASSED_THROUGH ? nginxCa : proxyCa);
  }

  @Override
  public void close() {
    nginx.close();
  }

  /** Whose certificate is to be seen in this mode. */
  TestCertificates trusted(Mode mode) {
    return mode == Mode.PASSED_THROUGH ? forNginx : forProxy;
  }
}
