package dev.sallyport.tls.bc;

import dev.sallyport.tls.KeyLog;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.jspecify.annotations.Nullable;

/**
 * Hands the secrets of one connection to the key log as they come to be. It looks at what Bouncy
 * Castle holds after each message and record, and knows a new secret by its being another object.
 */
final class Secrets {
  private final KeyLog log;
  private final Supplier<@Nullable String> serverName;
  private final Traffic client = new Traffic("CLIENT");
  private final Traffic server = new Traffic("SERVER");
  private boolean asked;
  private boolean wanted;
  private boolean single;

  private Secrets(KeyLog log, Supplier<@Nullable String> serverName) {
    this.log = log;
    this.serverName = serverName;
  }

  /**
   * The secrets of one connection; null where there is no log for them.
   *
   * @param serverName asked once there are secrets
   */
  static @Nullable Secrets of(@Nullable KeyLog log, Supplier<@Nullable String> serverName) {
    return log == null ? null : new Secrets(log, serverName);
  }

  /** The traffic secrets of one end: of the handshake, then one for each generation of data. */
  private static final class Traffic {
    private final String end;
    private @Nullable TlsSecret latest;
    private int known;

    private Traffic(String end) {
      this.end = end;
    }

    /** The name of {@code secret} if it is a new one. */
    private @Nullable String label(@Nullable TlsSecret secret) {
      if (secret == null || secret == latest) {
        return null;
      }
      latest = secret;
      known++;
      return end + (known == 1 ? "_HANDSHAKE_TRAFFIC_SECRET" : "_TRAFFIC_SECRET_" + (known - 2));
    }
  }

  /** Looks for what is new. */
  void look(TlsContext context) {
    SecurityParameters parameters = context.getSecurityParameters();
    ProtocolVersion version = parameters == null ? null : parameters.getNegotiatedVersion();
    if (version == null) {
      return;
    }
    if (version.equals(ProtocolVersion.TLSv13)) {
      TlsSecret ofClient = parameters.getTrafficSecretClient();
      TlsSecret ofServer = parameters.getTrafficSecretServer();
      put(context, client.label(ofClient), ofClient);
      put(context, server.label(ofServer), ofServer);
      once(context, "EXPORTER_SECRET", parameters.getExporterMasterSecret());
    } else {
      once(context, "CLIENT_RANDOM", parameters.getMasterSecret());
    }
  }

  /** Puts a secret of which a connection has one. */
  private void once(TlsContext context, String label, @Nullable TlsSecret secret) {
    if (!single && secret != null) {
      single = true;
      put(context, label, secret);
    }
  }

  private void put(TlsContext context, @Nullable String label, @Nullable TlsSecret secret) {
    if (label == null || secret == null || !isWanted()) {
      return;
    }
    byte[] copy = context.getCrypto().adoptSecret(secret).extract();
    try {
      log.log(label, context.getSecurityParameters().getClientRandom(), copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  private boolean isWanted() {
    if (!asked) {
      asked = true;
      wanted = log.wants(serverName.get());
    }
    return wanted;
  }
}
