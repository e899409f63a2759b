package dev.sallyport.proxy.abuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that mean no good, all driven by one thread: of each kind as many as wanted connect
 * within a second or two, and none leaves before it is thrown out.
 */
final class Attackers implements AutoCloseable {
  private static final int AT_ONCE = 30;
  private static final long TURN_MILLIS = 10;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What an attacker sends. */
  enum Kind {
    SILENT,
    /** The beginning of a ClientHello, an octet a second. */
    SLOW,
    /** Random octets, which are no TLS. */
    GARBAGE,
    /** A record's header, and random octets in place of a ClientHello. */
    GARBAGE_IN_A_RECORD
  }

  private static final class Attacker {
    private final SocketChannel channel;
    private long nextAt;
    private int sent;

    Attacker(SocketChannel channel, long nextAt) {
      this.channel = channel;
      this.nextAt = nextAt;
    }
  }

  private final InetSocketAddress address;
  private final List<Kind> toCome = new ArrayList<>();
  private final List<Attacker> slow = new ArrayList<>();
  private final Random random = new Random(5);
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "attackers");
  private final AtomicInteger present = new AtomicInteger();
  private volatile boolean arrived;
  private volatile boolean closed;

  Attackers(InetSocketAddress address, int ofEachKind) throws IOException {
    this.address = address;
    this.selector = Selector.open();
    for (int i = 0; i < ofEachKind; i++) {
      toCome.add(Kind.SILENT);
      toCome.add(Kind.SLOW);
      toCome.add(i % 2 == 0 ? Kind.GARBAGE : Kind.GARBAGE_IN_A_RECORD);
    }
    present.set(toCome.size());
    thread.start();
  }

  /** Whether all have connected. */
  boolean arrived() {
    return arrived;
  }

  /** How many have yet to be thrown out. */
  int present() {
    return present.get();
  }

  private void run() {
    try {
      while (!closed) {
        arrive();
        selector.select(this::read, TURN_MILLIS);
        send();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void arrive() throws IOException {
    for (int i = 0; i < AT_ONCE && !toCome.isEmpty(); i++) {
      Kind kind = toCome.remove(toCome.size() - 1);
      SocketChannel channel = SocketChannel.open(address);
      channel.configureBlocking(false);
      Attacker attacker = new Attacker(channel, System.nanoTime());
      channel.register(selector, SelectionKey.OP_READ, attacker);
      switch (kind) {
        case SLOW -> slow.add(attacker);
        case GARBAGE -> channel.write(ByteBuffer.wrap(garbage((byte) 0xEE, (byte) 0xEE)));
        case GARBAGE_IN_A_RECORD ->
            channel.write(
                ByteBuffer.wrap(garbage((byte) 22, (byte) 3, (byte) 1, (byte) 64, (byte) 0)));
        case SILENT -> {}
      }
    }
    arrived = toCome.isEmpty();
  }

  private byte[] garbage(byte... beginning) {
    byte[] octets = new byte[1000];
    random.nextBytes(octets);
    System.arraycopy(beginning, 0, octets, 0, beginning.length);
    return octets;
  }

  /** Reads what the proxy says, to learn of the end; then it is over. */
  private void read(SelectionKey key) {
    Attacker attacker = (Attacker) key.attachment();
    if (ended(attacker.channel)) {
      key.cancel();
      slow.remove(attacker);
      present.decrementAndGet();
    }
  }

  private static boolean ended(SocketChannel channel) {
    try {
      if (channel.read(ByteBuffer.allocate(64)) >= 0) {
        return false;
      }
      channel.close();
    } catch (IOException reset) {
      // That is an end too.
    }
    return true;
  }

  private void send() {
    byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
    long now = System.nanoTime();
    for (Attacker attacker : slow) {
      if (now - attacker.nextAt >= 0 && attacker.sent < hello.length) {
        attacker.nextAt += SECOND;
        try {
          attacker.channel.write(ByteBuffer.wrap(hello, attacker.sent++, 1));
        } catch (IOException thrownOut) {
          // The selector tells of it.
        }
      }
    }
  }

  /** The thread lets go of all connections by itself. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
