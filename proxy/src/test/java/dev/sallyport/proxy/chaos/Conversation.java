package dev.sallyport.proxy.chaos;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sallyport.proxy.chaos.Cell.Fault;
import dev.sallyport.proxy.chaos.Cell.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;

/**
 * What the two peers of a flow say to each other, so that it comes to the stage of its cell. The
 * near one tells the relay when that is reached.
 *
 * <p>Where nothing comes between, the far peer is the first to end, and the near one the last.
 */
final class Conversation {

  /** What the near peer can do about the rest of the world. */
  interface World {
    /** The relay that stands before it. */
    ChaosRelay relay();

    void drain() throws InterruptedException;

    /** Waits for the proxy to dial. */
    void awaitDialling();
  }

  private static final int PATIENCE_SECONDS = 60;
  private static final int MANY_TIMES = 100;

  private final Cell cell;
  private final World world;
  private final Heard near = new Heard();
  private final Heard far = new Heard();
  private final CountDownLatch ready = new CountDownLatch(2);

  Conversation(Cell cell, World world) {
    this.cell = cell;
    this.world = world;
  }

  /** What the near peer has heard. */
  Heard near() {
    return near;
  }

  Heard far() {
    return far;
  }

  /** The part of the peer that has the fault before it. */
  void speakNear(Socket socket) throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    begin(socket, near, true);
    switch (cell.stage()) {
      case IDLE -> world.relay().strikeNow();
      case DIALLING -> {
        if (!cell.isOfDial()) {
          world.awaitDialling();
          world.relay().arm();
        }
        Heard.say(out);
      }
      case AMID_HELLO, HELLO_SEEN, MID_HANDSHAKE -> Heard.say(out);
      case DATA -> {
        world.relay().arm();
        Heard.sayRest(out);
      }
      case DRAINING -> {
        world.drain();
        world.relay().arm();
        Heard.sayRest(out);
      }
      case HALF_CLOSED -> {
        near.listenToEnd(in);
        world.relay().awaitFin();
        world.relay().arm();
        Heard.sayRest(out);
      }
      case CLOSING, LAST_FIN -> {
        Heard.sayRest(out);
        near.listenToEnd(in);
        world.relay().awaitFin();
        world.relay().arm();
      }
    }
    near.listenToEnd(in);
    socket.shutdownOutput();
    socket.close();
  }

  /** The part of the other one. */
  void speakFar(Socket socket) throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    begin(socket, far, false);
    if (cell.fault() == Fault.STALL && cell.stage().isRelay()) {
      world.relay().awaitStrike();
      speakInVain(out);
    }
    switch (cell.stage()) {
      case IDLE -> far.listenToEnd(in);
      case HALF_CLOSED -> Heard.sayRest(out);
      case DIALLING, AMID_HELLO, HELLO_SEEN, MID_HANDSHAKE -> {
        Heard.say(out);
        far.listen(in, Heard.SIZE);
      }
      case DATA, DRAINING, CLOSING, LAST_FIN -> {
        Heard.sayRest(out);
        far.listen(in, Heard.SIZE);
      }
    }
    socket.shutdownOutput();
    far.listenToEnd(in);
    socket.close();
  }

  /** Wants an answer, or says more in mid-transfer than what lies between can hold. */
  private void speakInVain(OutputStream out) throws IOException {
    for (int i = 0; i < (cell.stage() == Stage.DATA ? MANY_TIMES : 1); i++) {
      Heard.say(out);
    }
  }

  /** Comes to where both connections are established, by one byte each way but in idle TLS. */
  private void begin(Socket socket, Heard heard, boolean isNear)
      throws IOException, InterruptedException {
    if (socket instanceof SSLSocket tls) {
      tls.startHandshake();
    }
    switch (cell.stage()) {
      case DIALLING, AMID_HELLO, HELLO_SEEN, MID_HANDSHAKE -> {}
      case IDLE -> {
        if (!cell.isTls()) {
          exchange(socket, heard);
        }
        ready.countDown();
        if (isNear) {
          awaitReady();
        }
      }
      case DATA, HALF_CLOSED, CLOSING, LAST_FIN, DRAINING -> exchange(socket, heard);
    }
  }

  private void awaitReady() throws InterruptedException {
    if (!ready.await(PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError("the far peer is not ready");
    }
  }

  private static void exchange(Socket socket, Heard heard) throws IOException {
    Heard.sayFirst(socket.getOutputStream());
    heard.listen(socket.getInputStream(), 1);
  }
}
