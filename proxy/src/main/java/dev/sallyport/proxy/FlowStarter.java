package dev.sallyport.proxy;

import dev.sallyport.proxy.flow.Flow;
import dev.sallyport.proxy.flow.Listener;
import dev.sallyport.proxy.flow.Services;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;

/** Begins a flow for each accepted connection. */
final class FlowStarter extends ChannelInitializer<SocketChannel> {
  private final Listener listener;
  private final Services services;

  FlowStarter(Listener listener, Services services) {
    this.listener = listener;
    this.services = services;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    Flow.begin(listener, services, channel);
  }
}
