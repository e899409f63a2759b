package dev.sallyport.proxy.inspect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.certs.ServerVerifier;
import dev.sallyport.certs.Verdict;
import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsAlert;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsLimits;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.TlsVersion;
import dev.sallyport.tls.bc.BouncyCastleTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One TLS handshake with a server over a blocking socket, to see what it shows.
 *
 * <p>The handshake goes on whatever the verdict on the server's certificates, which is kept; no
 * data is sent. For one use by one thread.
 */
final class TlsProbe implements TlsSink {
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final int BUFFER = 16 * 1024;
  private static final int GREETING = 80;
  private static final Verdict SEEN = new Verdict(Verdict.Reason.TRUSTED, "");

  private final Socket socket;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private List<X509Certificate> chain = List.of();
  private @Nullable Verdict verdict;
  private boolean clientCertificateWanted;
  private boolean heard;
  private @Nullable String greeting;

  /**
   * What was seen.
   *
   * @param chain as it was sent; empty when the handshake failed before
   * @param verdict on the chain; null when there was none to judge
   * @param failure why the handshake failed; null when it did not
   */
  record Finding(
      TlsFacts facts,
      List<X509Certificate> chain,
      @Nullable Verdict verdict,
      boolean clientCertificateWanted,
      @Nullable TlsFailure failure) {}

  private TlsProbe(Socket socket) {
    this.socket = socket;
  }

  /**
   * Makes the handshake and says goodbye.
   *
   * @param serverName what is asked for and has to be proved
   * @param within the longest that the handshake may take
   * @throws IOException when the connection breaks before TLS could say why
   */
  static Finding handshake(
      Socket socket, String serverName, ServerVerifier verifier, List<String> alpn, Duration within)
      throws IOException {
    TlsProbe probe = new TlsProbe(socket);
    ServerVerifier recording =
        (sent, host) -> {
          probe.chain = List.copyOf(sent);
          probe.verdict = verifier.verifyServer(sent, host);
          return SEEN;
        };
    ClientProfile profile =
        new ClientProfile(
            serverName, recording, List.of(TlsVersion.values()), alpn, TlsLimits.defaults());
    TlsEngine engine = new BouncyCastleTls().client(profile, probe, Ticker.SYSTEM::nanos);
    probe.run(engine, within);
    return new Finding(
        engine.facts(),
        probe.chain,
        probe.verdict,
        probe.clientCertificateWanted,
        probe.explain(engine.failure()));
  }

  /** A server without TLS is known best by what it says. */
  private @Nullable TlsFailure explain(@Nullable TlsFailure failure) {
    return failure == null || failure.type() != FailureType.NOT_TLS || greeting == null
        ? failure
        : new TlsFailure(
            failure.type(), failure.alert(), "the server answers in cleartext: " + greeting);
  }

  private void run(TlsEngine engine, Duration within) throws IOException {
    engine.begin();
    try {
      flush();
      receive(engine, engine::established, within);
    } catch (SocketTimeoutException e) {
      engine.abort(
          TlsAlert.Description.USER_CANCELED,
          FailureType.TIMEOUT,
          "no answer within " + told(within));
      flushWhereItIsTaken();
    }
    if (engine.established()) {
      sayGoodbye(engine);
    }
  }

  private static String told(Duration time) {
    long seconds = time.toSeconds();
    return seconds > 0 ? seconds + " s" : time.toMillis() + " ms";
  }

  /** Ends in order, so that the server's log shows no broken connection. */
  private void sayGoodbye(TlsEngine engine) {
    try {
      engine.closeOutput();
      flush();
      socket.shutdownOutput();
      receive(engine, () -> false, FAREWELL);
    } catch (IOException e) { // the handshake is over, and nothing was to come
      output.reset();
    }
  }

  private void receive(TlsEngine engine, BooleanSupplier enough, Duration within)
      throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[BUFFER];
    long deadline = Ticker.SYSTEM.nanos() + within.toNanos();
    while (!enough.getAsBoolean() && !engine.inputEnded()) {
      long left = Duration.ofNanos(deadline - Ticker.SYSTEM.nanos()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException("the time is over");
      }
      socket.setSoTimeout((int) left);
      int count = in.read(buffer);
      if (count < 0) {
        engine.endInput();
      } else {
        listen(buffer, count);
        engine.receive(buffer, 0, count);
      }
      if (engine.failed()) {
        flushWhereItIsTaken();
      } else {
        flush();
      }
    }
  }

  /** Keeps the first line, if the first bytes are text. */
  private void listen(byte[] buffer, int count) {
    if (heard) {
      return;
    }
    heard = true;
    String line =
        new String(buffer, 0, Math.min(count, GREETING), US_ASCII).lines().findFirst().orElse("");
    if (line.length() > 1 && line.chars().allMatch(TlsProbe::isPrintable)) {
      greeting = line;
    }
  }

  private static boolean isPrintable(int character) {
    return character >= ' ' && character <= '~';
  }

  /** The alert of a failure is a courtesy: the server may be gone. */
  private void flushWhereItIsTaken() {
    try {
      flush();
    } catch (IOException e) {
      output.reset();
    }
  }

  private void flush() throws IOException {
    output.writeTo(socket.getOutputStream());
    output.reset();
  }

  @Override
  public void ciphertext(byte[] buffer, int offset, int length) {
    output.write(buffer, offset, length);
  }

  /** Whatever a server says without being asked is not listened to. */
  @Override
  public void plaintext(byte[] buffer, int offset, int length) {}

  @Override
  public void event(TlsEvent event) {
    clientCertificateWanted |= event.type() == TlsEvent.Type.CERTIFICATE_REQUEST;
  }
}
