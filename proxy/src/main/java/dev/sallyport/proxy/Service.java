package dev.sallyport.proxy;

import dev.sallyport.config.BindAddress;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy under the orders of the operating system's signals.
 *
 * <p>SIGHUP reloads. SIGTERM and SIGINT drain; a second one of them aborts, be it flows that still
 * run or a log that hangs. Signals are caught from the moment this exists, so that one which comes
 * while the proxy starts is obeyed as soon as it has. Orders are carried out one after the other by
 * the one thread that calls {@link #untilStopped}.
 */
final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private enum Order {
    RELOAD(Main.OK),
    INTERRUPT(130),
    TERMINATE(143),
    /** Not a signal: every flow has ended and has its record. */
    END(Main.OK),
    /** Not a signal: the drain is over, but not every flow has its record. */
    LOST(Main.FAILED);

    /** The code to exit with; where a signal cuts a drain short, 128 and the signal's number. */
    private final int exitCode;

    Order(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

  Service() {
    obey("HUP", Order.RELOAD);
    obey("INT", Order.INTERRUPT);
    obey("TERM", Order.TERMINATE);
  }

  private void obey(String signal, Order order) {
    if (!Signals.on(signal, () -> orders.add(order))) {
      LOG.warn("SIG{} cannot be caught here: it does what the JVM makes of it", signal);
    }
  }

  /**
   * Serves until told to stop; returns the code to exit with once the caller has closed the proxy.
   */
  int untilStopped(Proxy proxy) throws InterruptedException {
    boolean draining = false;
    while (true) {
      Order order = orders.take();
      if (order == Order.RELOAD) {
        reload(proxy);
      } else if (order == Order.END || order == Order.LOST) {
        return order.exitCode;
      } else if (draining) {
        LOG.warn("aborting what is still under way");
        return order.exitCode;
      } else {
        draining = true;
        drain(proxy);
      }
    }
  }

  /** No reload is worth the flows that run. */
  private static void reload(Proxy proxy) {
    try {
      proxy.reload();
    } catch (RuntimeException e) {
      LOG.error("the reload failed", e);
    }
  }

  private void drain(Proxy proxy) {
    LOG.info("draining: no new flows, running ones may end; a second signal aborts them");
    proxy
        .drain()
        .whenComplete(
            (complete, failure) -> {
              if (failure != null) {
                LOG.error("the drain failed", failure);
              }
              orders.add(Boolean.TRUE.equals(complete) ? Order.END : Order.LOST);
            });
  }

  /** Says on one line where clients are accepted: {@code ready: web=127.0.0.1:8443}. */
  static void sayReady(Proxy proxy, PrintStream to) {
    to.println(
        proxy.addresses().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + show(entry.getValue()))
            .collect(Collectors.joining(" ", "ready: ", "")));
  }

  private static String show(InetSocketAddress address) {
    return new BindAddress(address.getAddress(), address.getPort()).toString();
  }
}
