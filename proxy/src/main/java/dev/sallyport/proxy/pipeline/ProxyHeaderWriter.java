package dev.sallyport.proxy.pipeline;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Sends the PROXY header with which a connection to a backend begins, by Netty's encoder. */
public final class ProxyHeaderWriter {

  private static final String V1_UNKNOWN = "PROXY UNKNOWN\r\n";

  private ProxyHeaderWriter() {}

  /**
   * Writes the header before anything else is written; the caller flushes, once it is ready to hear
   * that the connection broke.
   *
   * @param source the client; unknown to the protocol where its family is not the destination's
   * @param destination what the client connected to
   */
  public static void write(
      Channel channel,
      HAProxyProtocolVersion version,
      @Nullable InetSocketAddress source,
      @Nullable InetSocketAddress destination) {
    if (version == HAProxyProtocolVersion.V1 && !isOfOneFamily(source, destination)) {
      // Netty's encoder wants two addresses even where the header has none.
      channel.write(ByteBufUtil.writeAscii(channel.alloc(), V1_UNKNOWN), channel.voidPromise());
      return;
    }
    channel.pipeline().addFirst("proxy-header", HAProxyMessageEncoder.INSTANCE);
    channel.write(message(version, source, destination), channel.voidPromise());
    channel.pipeline().remove("proxy-header");
  }

  private static HAProxyMessage message(
      HAProxyProtocolVersion version,
      @Nullable InetSocketAddress source,
      @Nullable InetSocketAddress destination) {
    if (source == null || destination == null || !isOfOneFamily(source, destination)) {
      return new HAProxyMessage(
          version, HAProxyCommand.PROXY, HAProxyProxiedProtocol.UNKNOWN, null, null, 0, 0);
    }
    return new HAProxyMessage(
        version,
        HAProxyCommand.PROXY,
        isIpv4(source) ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
        NetUtil.toAddressString(source.getAddress()),
        NetUtil.toAddressString(destination.getAddress()),
        source.getPort(),
        destination.getPort());
  }

  private static boolean isOfOneFamily(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    return source != null && destination != null && isIpv4(source) == isIpv4(destination);
  }

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }
}
