package dev.sallyport.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What of an {@link EpollConnection} any channel of a TCP socket has: its addresses, its options,
 * what is open of it. What it writes is in direct memory.
 */
abstract class TcpChannel extends AbstractChannel implements DuplexChannel, UnixChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  /** The descriptor, and what of it is shut down. */
  final Socket socket;

  private final TcpChannelConfig config;
  private volatile @Nullable InetSocketAddress local;
  private volatile @Nullable InetSocketAddress remote;
  private volatile boolean active;

  /** To be connected. */
  TcpChannel(Socket socket) {
    super(null);
    this.socket = socket;
    this.config = new TcpChannelConfig(this, socket);
  }

  /** Connected, by {@code parent}. */
  TcpChannel(Channel parent, Socket socket, InetSocketAddress local, InetSocketAddress remote) {
    super(parent);
    this.socket = socket;
    this.config = new TcpChannelConfig(this, socket);
    this.local = local;
    this.remote = remote;
    this.active = true;
  }

  /** It is connected now. */
  final void established(InetSocketAddress peer) {
    local = socket.localAddress();
    // A dial to any address has come to one.
    remote = peer.getAddress().isAnyLocalAddress() ? socket.remoteAddress() : peer;
    active = true;
  }

  @Override
  protected void doBind(SocketAddress address) throws IOException {
    socket.bind(address);
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    ByteBuf data = (ByteBuf) message;
    if (data.hasMemoryAddress()) {
      return data;
    }
    ByteBuf direct = alloc().directBuffer(data.readableBytes());
    direct.writeBytes(data);
    data.release();
    return direct;
  }

  @Override
  protected void doShutdownOutput() throws IOException {
    socket.shutdown(false, true);
  }

  @Override
  protected void doDisconnect() throws IOException {
    doClose();
  }

  @Override
  protected void doClose() throws IOException {
    active = false;
    socket.close();
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  /** Fails: it is the peer who ends the input. */
  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return promise.setFailure(new UnsupportedOperationException("the peer ends the input"));
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    AbstractUnsafe unsafe = (AbstractUnsafe) unsafe();
    if (eventLoop().inEventLoop()) {
      unsafe.shutdownOutput(promise);
    } else {
      eventLoop().execute(() -> unsafe.shutdownOutput(promise));
    }
    return promise;
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdownInput();
  }

  /** Fails as {@link #shutdownInput(ChannelPromise)} does. */
  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return shutdownInput(promise);
  }
}
