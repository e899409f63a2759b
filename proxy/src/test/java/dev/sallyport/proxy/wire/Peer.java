package dev.sallyport.proxy.wire;

import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A client or a backend that does one thing at a time, when it is told: each step of its end on its
 * own. Its TLS is the JDK's, or none. Blocking; one thread.
 */
final class Peer implements AutoCloseable {

  /** Which of the two it is. */
  enum Role {
    CLIENT,
    BACKEND;

    Role other() {
      return this == CLIENT ? BACKEND : CLIENT;
    }
  }

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MAX_RECORD = 17 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final @Nullable SSLEngine tls;
  private final int port;
  private final int remotePort;
  private final ByteBuffer encrypted = ByteBuffer.allocate(4 * MAX_RECORD);
  private final ByteBuffer plain = ByteBuffer.allocate(2 * MAX_RECORD);
  private final Deque<byte[]> prepared = new ArrayDeque<>();

  private Peer(SocketChannel channel, @Nullable SSLEngine tls) throws IOException {
    this.channel = channel;
    this.tls = tls;
    this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    this.remotePort = ((InetSocketAddress) channel.getRemoteAddress()).getPort();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.socket().setSoTimeout(PATIENCE_MILLIS);
  }

  /**
   * A client.
   *
   * @param receiveBuffer its size, 0 for the kernel's choice
   */
  static Peer connect(InetSocketAddress to, @Nullable SSLEngine tls, int receiveBuffer)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (receiveBuffer > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    }
    channel.connect(to);
    return new Peer(channel, tls);
  }

  /** The backend's end of the next connection. */
  static Peer accept(ServerSocketChannel listening, @Nullable SSLEngine tls) throws IOException {
    return new Peer(listening.accept(), tls);
  }

  int port() {
    return port;
  }

  /** The proxy's. */
  int remotePort() {
    return remotePort;
  }

  /** Its TLS, to do what only some scenario wants. */
  SSLEngine tls() {
    if (tls == null) {
      throw new IllegalStateException("no TLS");
    }
    return tls;
  }

  /** Begins a handshake that comes to nothing, and says so to the other end if that is due. */
  void failHandshake() throws IOException {
    try {
      handshake();
      readToEnd();
    } catch (SSLException | EOFException refused) {
      while (!tls().isOutboundDone()) {
        write(wrap(NOTHING.duplicate()));
      }
    }
  }

  /** Asks for new keys (TLS 1.3). */
  void updateKeys() throws IOException {
    tls().beginHandshake();
    answer();
  }

  /** Completes the TLS handshake, where there is TLS. */
  void handshake() throws IOException {
    if (tls == null) {
      return;
    }
    tls.beginHandshake();
    HandshakeStatus status = tls.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      if (status == HandshakeStatus.NEED_UNWRAP && !unwrap()) {
        throw new EOFException("the end came in mid-handshake");
      }
      answer();
      status = tls.getHandshakeStatus();
    }
  }

  /** Does what TLS asks for before anything else. */
  private void answer() throws IOException {
    HandshakeStatus status = tls().getHandshakeStatus();
    while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
      if (status == HandshakeStatus.NEED_TASK) {
        tls().getDelegatedTask().run();
      } else {
        write(wrap(NOTHING.duplicate()));
      }
      status = tls().getHandshakeStatus();
    }
  }

  void send(byte[] data) throws IOException {
    prepare(data);
    sendPrepared();
  }

  /** Makes {@code data} ready to be sent, in its turn. */
  void prepare(byte[] data) throws SSLException {
    if (tls == null) {
      prepared.add(data);
      return;
    }
    ByteBuffer rest = ByteBuffer.wrap(data);
    ByteBuffer records = ByteBuffer.allocate(data.length + MAX_RECORD);
    while (rest.hasRemaining()) {
      records.put(wrap(rest));
    }
    records.flip();
    byte[] made = new byte[records.remaining()];
    records.get(made);
    prepared.add(made);
  }

  /** Sends what was made ready first. */
  void sendPrepared() throws IOException {
    write(ByteBuffer.wrap(prepared.remove()));
  }

  /** Reads so many bytes of the application. */
  byte[] receive(int count) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(count);
    while (data.hasRemaining()) {
      if (plain.position() == 0 && !more()) {
        throw new EOFException("the end came after " + data.position() + " bytes of " + count);
      }
      plain.flip();
      int length = Math.min(plain.remaining(), data.remaining());
      data.put(data.position(), plain, plain.position(), length);
      data.position(data.position() + length);
      plain.position(plain.position() + length);
      plain.compact();
    }
    return data.array();
  }

  /** Reads until there is a close_notify, and after it until there is FIN or RST. */
  void readToEnd() throws IOException {
    try {
      while (more()) {
        plain.clear();
      }
      while (fill()) {
        encrypted.clear();
      }
    } catch (SocketException reset) {
      // The packets tell by what it ended.
    }
  }

  /** Sends close_notify, where there is TLS, and FIN. */
  void end() throws IOException {
    if (tls != null) {
      tls.closeOutbound();
      write(wrap(NOTHING.duplicate()));
    }
    fin();
  }

  /** Sends FIN, and nothing before it. */
  void fin() throws IOException {
    channel.shutdownOutput();
  }

  /** Sends RST. */
  void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Waits until there is something that it has not read. */
  void awaitUnread() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> channel.socket().getInputStream().available() > 0);
  }

  /** Whether something of the application or its end came. */
  private boolean more() throws IOException {
    return tls == null ? fill(plain) : unwrapData();
  }

  private boolean unwrapData() throws IOException {
    while (plain.position() == 0) {
      if (!unwrap()) {
        return false;
      }
      if (tls().getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP && !tls().isInboundDone()) {
        answer();
      }
    }
    return true;
  }

  /** Takes one record in; false where the input has ended. */
  private boolean unwrap() throws IOException {
    while (true) {
      encrypted.flip();
      SSLEngineResult result = tls().unwrap(encrypted, plain);
      encrypted.compact();
      if (result.getStatus() == Status.CLOSED) {
        return false;
      }
      if (result.getStatus() != Status.BUFFER_UNDERFLOW) {
        return true;
      }
      if (!fill()) {
        return false;
      }
    }
  }

  private ByteBuffer wrap(ByteBuffer data) throws SSLException {
    ByteBuffer made = ByteBuffer.allocate(2 * MAX_RECORD);
    SSLEngineResult result;
    do {
      result = tls().wrap(data, made);
    } while (result.getStatus() == Status.OK
        && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && made.remaining() > MAX_RECORD);
    return made.flip();
  }

  private boolean fill() throws IOException {
    return fill(encrypted);
  }

  private boolean fill(ByteBuffer into) throws IOException {
    byte[] chunk = new byte[into.remaining()];
    int length = channel.socket().getInputStream().read(chunk);
    if (length < 0) {
      return false;
    }
    into.put(chunk, 0, length);
    return true;
  }

  private void write(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }

  /** Closes the descriptor: FIN, if there was none yet, or RST where something is unread. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
