package dev.sallyport.proxy.chaos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sallyport.proxy.chaos.Cell.Fault;
import dev.sallyport.proxy.chaos.Cell.Stage;
import dev.sallyport.proxy.lifecycle.Side;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the proxy and the near peer, passes on what both send, and injects one fault into
 * their one connection. Where it can read the stage from what passes it strikes by itself; else the
 * near peer says when.
 *
 * <p>A thread waits for each direction; what the one decides the other sees before it passes on its
 * next unit.
 */
final class ChaosRelay implements Closeable {

  private static final int LATENCY_MILLIS = 5;
  private static final int PAUSE_MILLIS = 300;
  private static final int MAX_SLICE = 7;
  private static final int PATIENCE_SECONDS = 60;

  private final Cell cell;
  private final Trigger trigger;
  private final ServerSocket listening;
  private final int target;
  private final CountDownLatch joined = new CountDownLatch(1);
  private final CountDownLatch struck = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(2);
  private final Gate gate = new Gate();

  private volatile @Nullable Socket toProxy;
  private volatile @Nullable Socket toPeer;
  private volatile boolean late;
  private volatile boolean sliced;
  private volatile boolean deafToPeer;
  private volatile boolean deafToProxy;

  private ChaosRelay(Cell cell, int target) throws IOException {
    this.cell = cell;
    this.trigger = new Trigger(cell);
    this.target = target;
    this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** Stands before a port: the proxy's where the near peer is the client, else the backend's. */
  static ChaosRelay before(int port, Cell cell) throws IOException {
    ChaosRelay relay = new ChaosRelay(cell, port);
    daemon(relay::join);
    return relay;
  }

  int port() {
    return listening.getLocalPort();
  }

  // ---- What the near peer asks

  /** The stage is reached: what the peer sends from now on is struck. */
  void arm() {
    trigger.arm();
  }

  /** The stage is reached, and nobody sends anything. */
  void strikeNow() throws IOException, InterruptedException {
    joined.await();
    strike();
  }

  /** Waits for the fault to have begun. */
  void awaitStrike() throws InterruptedException {
    if (!struck.await(PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError("nothing was injected");
    }
  }

  /** Waits for the proxy's FIN. */
  void awaitFin() throws InterruptedException {
    finished.await();
  }

  // ---- What passes

  private void join() {
    try (Socket accepted = listening.accept();
        Socket dialled = new Socket(InetAddress.getLoopbackAddress(), target)) {
      accepted.setTcpNoDelay(true);
      dialled.setTcpNoDelay(true);
      Socket proxy = cell.near() == Side.DOWNSTREAM ? dialled : accepted;
      Socket peer = cell.near() == Side.DOWNSTREAM ? accepted : dialled;
      toProxy = proxy;
      toPeer = peer;
      joined.countDown();
      daemon(() -> carry(() -> inward(peer, proxy)));
      daemon(() -> carry(() -> outward(proxy, peer)));
      over.await();
    } catch (IOException | InterruptedException closedBeforeUse) {
      closed.countDown();
    }
  }

  private interface Carrier {
    void run() throws IOException, InterruptedException;
  }

  /** Who cannot go on ends both connections by RST. */
  private void carry(Carrier carrier) {
    try {
      carrier.run();
    } catch (IOException | InterruptedException broken) {
      if (!deafToPeer || !deafToProxy) {
        abandon();
      }
    } finally {
      over.countDown();
    }
  }

  private void abandon() {
    try {
      reset(proxy());
      reset(peer());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private void inward(Socket peer, Socket proxy) throws IOException, InterruptedException {
    for (Unit unit = Unit.read(cell.wire(), peer.getInputStream());
        unit != null;
        unit = Unit.read(cell.wire(), peer.getInputStream())) {
      if (trigger.isDueBefore(unit)) {
        strike(unit);
      } else {
        passInward(unit.bytes());
      }
    }
    if (trigger.isDueAtEnd()) {
      strike();
    }
    gate.pass();
    if (!deafToPeer) {
      deafToPeer = true;
      proxy.shutdownOutput();
    }
  }

  private void outward(Socket proxy, Socket peer) throws IOException, InterruptedException {
    for (Unit unit = Unit.read(cell.wire(), proxy.getInputStream());
        unit != null;
        unit = Unit.read(cell.wire(), proxy.getInputStream())) {
      if (trigger.isDueBeforeAnswer()) {
        strike();
      }
      gate.pass();
      if (!deafToProxy) {
        write(peer, unit.bytes());
      }
    }
    gate.pass();
    finished.countDown();
    if (!deafToProxy) {
      peer.shutdownOutput();
    }
  }

  private void passInward(byte[] bytes) throws IOException, InterruptedException {
    gate.pass();
    if (!deafToPeer) {
      write(proxy(), bytes);
    }
  }

  private void write(Socket to, byte[] bytes) throws IOException, InterruptedException {
    if (late) {
      await(LATENCY_MILLIS);
    }
    OutputStream out = to.getOutputStream();
    for (int at = 0, slice = sliced ? 1 : bytes.length; at < bytes.length; at += slice) {
      slice = sliced ? Math.min(1 + at % MAX_SLICE, bytes.length - at) : bytes.length;
      out.write(bytes, at, slice);
    }
  }

  // ---- What strikes

  /** Strikes a unit on its way to the proxy. */
  private void strike(Unit unit) throws IOException, InterruptedException {
    boolean cut = cell.fault() == Fault.CUT && cell.stage() != Stage.CLOSING;
    boolean amid = cut || cell.stage() == Stage.AMID_HELLO;
    if (cell.fault() == Fault.CORRUPT) {
      passInward(unit.corrupted());
      struck.countDown();
    } else if (amid) {
      passInward(unit.firstHalf());
      strike();
      passInward(unit.secondHalf());
    } else {
      strike();
      passInward(unit.bytes());
    }
  }

  /** Strikes the connection. */
  private void strike() throws IOException, InterruptedException {
    switch (cell.fault()) {
      case LATENCY -> late = true;
      case SLICING -> sliced = true;
      case PAUSE, DELAYED_FIN -> pause();
      case STALL -> gate.shut();
      case RESET -> {
        deafToPeer = true;
        deafToProxy = true;
        reset(proxy());
        peer().close();
      }
      case CUT -> {
        deafToPeer = true;
        deafToProxy = true;
        proxy().shutdownOutput();
        peer().close();
      }
      case HALF_CLOSE -> {
        deafToPeer = true;
        proxy().shutdownOutput();
      }
      case CORRUPT -> throw new IllegalStateException("there is nothing to corrupt");
    }
    struck.countDown();
  }

  private void pause() throws InterruptedException {
    gate.shut();
    await(PAUSE_MILLIS);
    gate.open();
  }

  private void await(int millis) throws InterruptedException {
    boolean early = closed.await(millis, MILLISECONDS);
    if (early) {
      throw new InterruptedException("closed");
    }
  }

  private static void reset(Socket socket) throws IOException {
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private Socket proxy() {
    return joined(toProxy);
  }

  private Socket peer() {
    return joined(toPeer);
  }

  private static Socket joined(@Nullable Socket socket) {
    if (socket == null) {
      throw new IllegalStateException("nobody has connected");
    }
    return socket;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends everything. */
  @Override
  public void close() throws IOException {
    deafToPeer = true;
    deafToProxy = true;
    closed.countDown();
    finished.countDown();
    gate.open();
    listening.close();
    Socket proxy = toProxy;
    Socket peer = toPeer;
    if (proxy != null && peer != null) {
      proxy.close();
      peer.close();
    }
  }

  /** Lets nothing pass while it is shut. */
  private static final class Gate {
    private boolean shut;

    synchronized void shut() {
      shut = true;
    }

    synchronized void open() {
      shut = false;
      notifyAll();
    }

    synchronized void pass() throws InterruptedException {
      while (shut) {
        wait();
      }
    }
  }
}
