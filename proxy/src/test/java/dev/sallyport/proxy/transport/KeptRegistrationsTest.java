package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel is told of what connections want to hear. */
class KeptRegistrationsTest {

  private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
  private static final EpollIoOps END = EpollIoOps.EPOLLRDHUP;
  private static final EpollIoOps ROOM = EpollIoOps.EPOLLOUT;

  private final Kernel kernel = new Kernel();
  private final KeptRegistrations registrations = new KeptRegistrations(kernel);
  private EpollSocketChannel connection;
  private IoRegistration registration;

  @BeforeEach
  void register() throws Exception {
    assumeThat(TransportKind.EPOLL.whyUnavailable()).isNull();
    connection = new EpollSocketChannel();
    registration = registrations.register((IoHandle) connection.unsafe());
  }

  @AfterEach
  void close() throws IOException {
    connection.fd().close();
  }

  @Test
  void theLastChangeBeforeAWaitIsTold() {
    registration.submit(ROOM.with(END));
    registration.submit(END);
    registration.submit(READ.with(END));
    assertThat(kernel.told).isEmpty();
    waitForEvents();
    assertThat(kernel.told).containsExactly(READ.with(END));
  }

  @Test
  void whatIsKnownIsNotToldAgain() {
    registration.submit(READ);
    waitForEvents();
    registration.submit(READ.with(ROOM));
    registration.submit(READ);
    waitForEvents();
    waitForEvents();
    assertThat(kernel.told).containsExactly(READ);
  }

  @Test
  void eachChangeBetweenWaitsIsTold() {
    registration.submit(READ);
    waitForEvents();
    registration.submit(ROOM);
    waitForEvents();
    registration.submit(READ);
    waitForEvents();
    assertThat(kernel.told).containsExactly(READ, ROOM, READ);
  }

  @Test
  void noInterestLeavesOneInEdgesAlone() {
    registration.submit(READ);
    waitForEvents();
    registration.submit(EpollIoOps.NONE);
    waitForEvents();
    registration.submit(ROOM);
    waitForEvents();
    assertThat(kernel.told).containsExactly(READ, EpollIoOps.EPOLLET, ROOM);
  }

  @Test
  void nothingIsToldOfADescriptorThatNothingWasEverWantedOf() {
    registration.submit(READ);
    registration.submit(EpollIoOps.NONE);
    waitForEvents();
    assertThat(kernel.told).isEmpty();
  }

  @Test
  void nothingIsToldOfOneThatIsOver() {
    registration.submit(READ);
    registration.cancel();
    assertThat(registration.submit(ROOM)).isEqualTo(-1);
    waitForEvents();
    assertThat(kernel.told).isEmpty();
  }

  @Test
  void aListenerHearsAtOnceThatItIsNotTaken() throws Exception {
    IoRegistration listener = registrations.register(new Handle());
    listener.submit(READ);
    assertThat(kernel.told).containsExactly(READ);
    kernel.refused = ROOM;
    assertThatThrownBy(() -> listener.submit(ROOM)).isInstanceOf(UncheckedIOException.class);
  }

  /** Whose descriptor somebody has closed: the kernel does not know it any more. */
  @Test
  @Timeout(60)
  void aConnectionThatIsNotTakenIsToldSoAndClosed() throws Exception {
    Ear ear = new Ear();
    try (EpollLoop loop = EpollLoop.open(0);
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EpollSocketChannel channel = (EpollSocketChannel) loop.connect(server, ear);
      channel
          .eventLoop()
          .submit(
              () -> {
                channel.fd().close();
                channel.config().setAutoRead(false);
                return null;
              })
          .sync();
      assertThat(ear.heard.poll(10, TimeUnit.SECONDS)).hasMessageContaining("epoll_ctl");
      channel.closeFuture().sync();
    }
  }

  private void waitForEvents() {
    registrations.run(new Idle());
  }

  private static final class Idle implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return true;
    }

    @Override
    public long delayNanos(long now) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return -1;
    }
  }

  private static final class Handle implements IoHandle {
    @Override
    public void handle(IoRegistration registration, IoEvent event) {}

    @Override
    public void close() {}
  }

  /** Takes down what it is told, as epoll would. */
  private static final class Kernel implements IoHandler {
    private final List<IoOps> told = new ArrayList<>();
    private @Nullable IoOps refused;

    @Override
    public int run(IoHandlerContext context) {
      return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return true;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      return new Registration();
    }

    private final class Registration implements IoRegistration {
      private boolean cancelled;

      @Override
      public long submit(IoOps ops) {
        if (ops.equals(refused)) {
          throw new UncheckedIOException(new IOException("epoll_ctl"));
        }
        told.add(ops);
        return 0;
      }

      @Override
      @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface declares it
      public <T> T attachment() {
        throw new UnsupportedOperationException();
      }

      @Override
      public boolean isValid() {
        return !cancelled;
      }

      @Override
      public boolean cancel() {
        cancelled = true;
        return true;
      }
    }
  }
}
