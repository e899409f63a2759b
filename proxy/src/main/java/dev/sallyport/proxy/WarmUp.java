package dev.sallyport.proxy;

import dev.sallyport.proxy.lifecycle.Ticker;
import dev.sallyport.tls.TlsEngine;
import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsSink;
import dev.sallyport.tls.bc.BouncyCastleTls;
import dev.sallyport.tls.bc.CryptoTier;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections in memory for the first second or two, so that fewer records of clients show how long
 * the JVM takes to load and compile the TLS engine. Clients are accepted meanwhile.
 *
 * <p>Every {@link WarmUpConnection} is made in turn, round after round, until rounds get no faster;
 * after two seconds, or once its thread is interrupted, none is begun any more. Engine meets
 * engine, without sockets, pipelines and flows: a flow needs a socket, and a listener of our own,
 * though on loopback, would be one that nobody configured. Whatever goes wrong warms up what it
 * reached, and concerns nobody else.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Enough for 64 KiB, four full records, each way. */
  private static final int DATA = 1 << 16;

  private final BouncyCastleTls tls;
  private final Ticker ticker;
  private final long begin;
  private int established;

  private WarmUp(CryptoTier crypto, Ticker ticker) {
    this.ticker = ticker;
    this.begin = ticker.nanos();
    this.tls = new BouncyCastleTls(crypto);
  }

  /** A thread, yet to be started, that warms up and keeps no process alive. */
  static Thread thread(CryptoTier crypto, Supplier<List<WarmUpConnection>> kinds) {
    Thread thread = new Thread(() -> run(crypto, kinds, Ticker.SYSTEM), "warm-up");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Connects over and over, until that has done what it can or its time is up; returns how many
   * connections were established.
   */
  static int run(CryptoTier crypto, Supplier<List<WarmUpConnection>> kinds, Ticker ticker) {
    WarmUp warmUp = new WarmUp(crypto, ticker);
    try {
      warmUp.rounds(kinds.get());
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("the warm-up ended early", e);
    }
    LOG.debug("warm-up: {} connections", warmUp.established);
    return warmUp.established;
  }

  private void rounds(List<WarmUpConnection> kinds) {
    Progress progress = new Progress();
    long last = begin;
    while (!kinds.isEmpty() && progress.worthwhile()) {
      for (WarmUpConnection kind : kinds) {
        if (ticker.nanos() - begin >= LIMIT.toNanos() || Thread.currentThread().isInterrupted()) {
          return;
        }
        connect(kind);
      }
      long now = ticker.nanos();
      progress.add(now - last);
      last = now;
    }
  }

  private void connect(WarmUpConnection kind) {
    Outbox toServer = new Outbox();
    Outbox toClient = new Outbox();
    TlsEngine client = tls.client(kind.client(), toServer, ticker::nanos);
    TlsEngine server = tls.server(kind.server(), toClient, ticker::nanos);
    server.begin();
    client.begin();
    exchange(client, toServer, server, toClient);
    if (client.canSend() && server.canSend()) {
      established++;
      client.send(new byte[DATA], 0, DATA);
      server.send(new byte[DATA], 0, DATA);
      client.closeOutput();
      server.closeOutput();
      exchange(client, toServer, server, toClient);
    }
  }

  /** Carries bytes to and fro until neither side has any. */
  private static void exchange(
      TlsEngine client, Outbox toServer, TlsEngine server, Outbox toClient) {
    int carried;
    do {
      carried = toServer.carryTo(server) + toClient.carryTo(client);
    } while (carried > 0);
  }

  /** What one side has written and the other has not read. */
  private static final class Outbox implements TlsSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int carryTo(TlsEngine peer) {
      byte[] carried = bytes.toByteArray();
      bytes.reset();
      peer.receive(carried, 0, carried.length);
      return carried.length;
    }

    @Override
    public void ciphertext(byte[] buffer, int offset, int length) {
      bytes.write(buffer, offset, length);
    }

    @Override
    public void plaintext(byte[] buffer, int offset, int length) {}

    @Override
    public void event(TlsEvent event) {}
  }

  /**
   * Whether rounds still get faster: of a stretch of rounds the fastest counts, since others are
   * slowed down by whatever else the machine does.
   */
  static final class Progress {
    private static final int STRETCH = 16;

    /** A stretch has to be faster than all before it by a tenth. */
    private static final double FASTER = 0.9;

    private long fastest = Long.MAX_VALUE;
    private long fastestOfStretch = Long.MAX_VALUE;
    private int rounds;
    private boolean worthwhile = true;

    void add(long nanos) {
      fastestOfStretch = Math.min(fastestOfStretch, nanos);
      if (++rounds % STRETCH == 0) {
        worthwhile = fastestOfStretch < FASTER * fastest;
        fastest = Math.min(fastest, fastestOfStretch);
        fastestOfStretch = Long.MAX_VALUE;
      }
    }

    boolean worthwhile() {
      return worthwhile;
    }
  }
}
