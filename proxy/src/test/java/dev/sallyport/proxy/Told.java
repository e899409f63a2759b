package dev.sallyport.proxy;

import dev.sallyport.proxy.lifecycle.Side;
import dev.sallyport.proxy.record.CloseRecord;
import dev.sallyport.proxy.record.ConnectionRecord;
import dev.sallyport.proxy.record.ErrorRecord;
import dev.sallyport.proxy.record.FlowJson;
import dev.sallyport.proxy.record.FlowRecord;
import dev.sallyport.proxy.record.TcpRecord;
import dev.sallyport.proxy.record.TlsRecord;
import org.jspecify.annotations.Nullable;

/** The parts of a record that a test insists on. */
public final class Told {

  private Told() {}

  public static CloseRecord close(FlowRecord flow) {
    return present(flow.ending().close(), "close", flow);
  }

  public static ErrorRecord error(FlowRecord flow) {
    return present(flow.ending().error(), "error", flow);
  }

  public static ConnectionRecord upstream(FlowRecord flow) {
    return present(flow.upstream(), "upstream", flow);
  }

  public static ConnectionRecord.Dial dial(FlowRecord flow) {
    return present(upstream(flow).dial(), "upstream.dial", flow);
  }

  public static TlsRecord tls(FlowRecord flow, Side side) {
    ConnectionRecord connection = side == Side.DOWNSTREAM ? flow.downstream() : upstream(flow);
    return present(connection.tls(), side + ".tls", flow);
  }

  public static TcpRecord.Teardown downstreamTeardown(FlowRecord flow) {
    return present(flow.downstream().tcp().teardown(), "downstream.tcp.teardown", flow);
  }

  public static TcpRecord.Teardown upstreamTeardown(FlowRecord flow) {
    return present(upstream(flow).tcp().teardown(), "upstream.tcp.teardown", flow);
  }

  private static <T> T present(@Nullable T part, String name, FlowRecord flow) {
    if (part == null) {
      throw new AssertionError("no " + name + " in " + FlowJson.write(flow));
    }
    return part;
  }
}
