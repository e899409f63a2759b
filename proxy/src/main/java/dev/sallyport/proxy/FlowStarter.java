package dev.sallyport.proxy;

import dev.sallyport.proxy.flow.Flow;
import dev.sallyport.proxy.flow.Listener;
import dev.sallyport.proxy.flow.Services;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.DuplexChannel;

/** Begins a flow for each accepted connection. */
final class FlowStarter extends ChannelInitializer<DuplexChannel> {
  private final Listener listener;
  private final Services services;

  FlowStarter(Listener listener, Services services) {
    this.listener = listener;
    this.services = services;
  }

  @Override
  protected void initChannel(DuplexChannel channel) {
    Flow.begin(listener, services, channel);
  }
}
