package dev.sallyport.bench;

import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the relay accepts clients, and what it relays them to.
 *
 * @param port the one it is bound to, on 127.0.0.1
 * @param tls towards clients, or null for cleartext
 * @param tickets whether sessions can be resumed
 * @param backend the port of the server, on 127.0.0.1
 * @param upstreamTls towards the server, or null for cleartext
 */
record RelayListener(
    int port,
    @Nullable SslContext tls,
    boolean tickets,
    int backend,
    @Nullable SslContext upstreamTls) {

  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256");
  private static final String[] GROUPS = {"x25519"};
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /** Reads the listener of that name. */
  static RelayListener read(String name, Properties properties) throws SSLException {
    String cert = properties.getProperty(name + ".cert");
    String trust = properties.getProperty(name + ".trust");
    return new RelayListener(
        number(properties, name + ".port"),
        cert == null ? null : server(cert, required(properties, name + ".key")),
        Boolean.parseBoolean(properties.getProperty(name + ".tickets")),
        number(properties, name + ".backend"),
        trust == null ? null : client(trust));
  }

  private static SslContext server(String cert, String key) throws SSLException {
    return SslContextBuilder.forServer(new File(cert), new File(key))
        .sslProvider(SslProvider.OPENSSL)
        .protocols(VERSIONS)
        .ciphers(CIPHERS)
        .option(OpenSslContextOption.GROUPS, GROUPS)
        .build();
  }

  private static SslContext client(String trust) throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.OPENSSL)
        .protocols(VERSIONS)
        .ciphers(CIPHERS)
        .option(OpenSslContextOption.GROUPS, GROUPS)
        .trustManager(new File(trust))
        .build();
  }

  private static int number(Properties properties, String key) {
    return Integer.parseInt(required(properties, key));
  }

  private static String required(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }
}
