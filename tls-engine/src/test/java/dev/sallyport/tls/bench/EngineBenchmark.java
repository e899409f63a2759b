package dev.sallyport.tls.bench;

import dev.sallyport.certs.TestCertificates;
import dev.sallyport.tls.ClientProfile;
import dev.sallyport.tls.CryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;
import dev.sallyport.tls.ServerProfile;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.bc.BouncyCastleTls;
import dev.sallyport.tls.bc.CryptoTier;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Records of TLS 1.3 with AES-128-GCM a second through two engines, to be held against those of
 * {@link RecordCipherBenchmark}; and full handshakes, both sides in one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
public class EngineBenchmark {

  @Param({"JDK", "ACCP", "CONSCRYPT", "AUTO"})
  String tier = "";

  @Param({"1024", "16384"})
  int octets;

  private BouncyCastleTls tls;
  private ServerProfile profile;
  private byte[] plaintext = {};
  private Pair pair;
  private Pair keeping;
  private Pair sending;

  @Setup
  public void prepare() throws CryptoUnavailableException {
    tls = new BouncyCastleTls(CryptoTier.select(CryptoProvider.valueOf(tier)));
    profile =
        ServerProfile.of(new OneIdentity(TestCertificates.authority("CA").server("example.com")));
    plaintext = new byte[octets];
    pair = new Pair(tls, profile);
    keeping = new Pair(tls, profile);
    sending = new Pair(tls, profile);
    sending.toClient.wanted = false;
  }

  @Benchmark
  public long seal() {
    sending.server.send(plaintext, 0, octets);
    return sending.toClient.count;
  }

  /** What {@link #sealAndOpen} does but for the opening. */
  @Benchmark
  public long sealAndKeep() {
    keeping.server.send(plaintext, 0, octets);
    keeping.toClient.length = 0;
    return keeping.toClient.count;
  }

  @Benchmark
  public long sealAndOpen() {
    pair.server.send(plaintext, 0, octets);
    pair.toClient.deliver(pair.client);
    return pair.toServer.count;
  }

  @Benchmark
  public boolean handshake() {
    return new Pair(tls, profile).server.established();
  }

  /** A client and a server after their handshake. */
  private static final class Pair {
    private final Wire toServer = new Wire();
    private final Wire toClient = new Wire();
    private final TlsEngine client;
    private final TlsEngine server;

    Pair(BouncyCastleTls tls, ServerProfile profile) {
      client = tls.client(ClientProfile.of("example.com", null), toServer, System::nanoTime);
      server = tls.server(profile, toClient, System::nanoTime);
      client.begin();
      server.begin();
      while (toServer.waiting() || toClient.waiting()) {
        toServer.deliver(server);
        toClient.deliver(client);
      }
      if (!client.established() || !server.established()) {
        throw new IllegalStateException(String.valueOf(server.failure()));
      }
    }
  }

  /** Keeps one end's output until it is delivered, in one array. */
  private static final class Wire implements TlsSink {
    private byte[] waiting = new byte[1 << 15];
    private int length;
    private boolean wanted = true;
    private long count;

    boolean waiting() {
      return length > 0;
    }

    void deliver(TlsEngine to) {
      int delivered = length;
      length = 0;
      if (delivered > 0) {
        to.receive(waiting, 0, delivered);
      }
    }

    @Override
    public void ciphertext(byte[] buffer, int offset, int octets) {
      if (wanted) {
        System.arraycopy(buffer, offset, waiting, length, octets);
        length += octets;
      }
      count += octets;
    }

    @Override
    public void plaintext(byte[] buffer, int offset, int octets) {
      count += octets;
    }

    @Override
    public void event(TlsEvent event) {}
  }
}
