package dev.sallyport.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A relay of TLS to TCP on Netty with BoringSSL and one event loop, which inspects nothing: what a
 * proxy on the same JVM can do at best.
 */
public final class NettyRelay {
  private static final int BACKLOG = 4096;

  private NettyRelay() {}

  /**
   * Relays until it is killed.
   *
   * @param arguments the file of its settings
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
      properties.load(reader);
    }
    RelayLog log = new RelayLog(Path.of(properties.getProperty("log")));
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> loop.submit(log::close).syncUninterruptibly()));
    for (String name : properties.getProperty("listeners").split(" ", -1)) {
      RelayListener listener = RelayListener.read(name, properties);
      new ServerBootstrap()
          .group(loop)
          .channel(EpollServerSocketChannel.class)
          .option(ChannelOption.SO_BACKLOG, BACKLOG)
          .childOption(ChannelOption.AUTO_READ, false)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, RelayInitializer.WAITING)
          .childHandler(new RelayInitializer(listener, log))
          .bind("127.0.0.1", listener.port())
          .sync();
    }
    System.out.println("ready");
  }
}
