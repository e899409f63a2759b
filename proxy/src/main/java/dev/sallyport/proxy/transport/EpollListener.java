package dev.sallyport.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;

/** A listening socket on epoll, whose connections are {@link EpollConnection}s. */
final class EpollListener extends AbstractEpollServerChannel {

  private final Config config = new Config();

  EpollListener() {
    super(LinuxSocket.newSocketStream(), false);
  }

  @Override
  protected void doBind(SocketAddress wanted) throws Exception {
    super.doBind(wanted);
    socket.listen(config.backlog);
    active = true;
  }

  @Override
  protected Channel newChildChannel(int fd, byte[] peer, int offset, int length) {
    Socket accepted = new Socket(fd);
    return new EpollConnection(
        this, accepted, accepted.localAddress(), NativeInetAddress.address(peer, offset, length));
  }

  @Override
  public EpollChannelConfig config() {
    return config;
  }

  private final class Config extends EpollChannelConfig {
    private int backlog = 128;

    Config() {
      super(EpollListener.this);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      try {
        if (option.equals(ChannelOption.SO_BACKLOG)) {
          backlog = (Integer) value;
        } else if (option.equals(ChannelOption.SO_REUSEADDR)) {
          socket.setReuseAddress((Boolean) value);
        } else if (option.equals(ChannelOption.SO_RCVBUF)) {
          socket.setReceiveBufferSize((Integer) value);
        } else {
          return super.setOption(option, value);
        }
        return true;
      } catch (IOException e) {
        throw new ChannelException(e);
      }
    }
  }
}
