package dev.sallyport.proxy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptHandlerTest {

  private static final int MOST = 2;

  private final AcceptHandler handler = new AcceptHandler("web", MOST);

  @Test
  void acceptsNothingUntilItMay() {
    EmbeddedChannel listening = new EmbeddedChannel(handler);
    assertThat(listening.config().isAutoRead()).isFalse();
    handler.gate().open(AcceptGate.Reason.STARTING);
    assertThat(listening.config().isAutoRead()).isTrue();
  }

  @Test
  void acceptsAgainOnceOneHasLeft() {
    EmbeddedChannel listening = listening();
    EmbeddedChannel first = new EmbeddedChannel();
    listening.writeInbound(first);
    assertThat(listening.config().isAutoRead()).isTrue();
    listening.writeInbound(new EmbeddedChannel());
    assertThat(listening.config().isAutoRead()).isFalse();
    first.close();
    listening.runPendingTasks();
    assertThat(listening.config().isAutoRead()).isTrue();
    assertThat(handler.connections()).isEqualTo(1);
    listening.finishAndReleaseAll();
  }

  /** Were the closing to open the gate by itself, it would do so after the third has come. */
  @Test
  void neverHasOneTooManyThoughAClosingCrossesAnOpening() throws Exception {
    EmbeddedChannel first = new EmbeddedChannel();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    try {
      Crossed listening = new Crossed(first);
      loop.register(listening).sync();
      loop.submit(
              () -> {
                listening.pipeline().addLast(handler);
                handler.gate().open(AcceptGate.Reason.STARTING);
                listening.pipeline().fireChannelRead(first);
                listening.pipeline().fireChannelRead(new EmbeddedChannel());
                if (listening.config().isAutoRead()) {
                  listening.pipeline().fireChannelRead(new EmbeddedChannel());
                }
              })
          .get();
      boolean accepting = loop.submit(() -> listening.config().isAutoRead()).get();
      assertThat(accepting).isEqualTo(handler.connections() < MOST);
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void staysClosedWhileAnyReasonIsLeft() {
    EmbeddedChannel listening = listening();
    AcceptGate gate = handler.gate();
    gate.close(AcceptGate.Reason.LOG_FULL);
    gate.close(AcceptGate.Reason.LOG_FULL);
    gate.close(AcceptGate.Reason.DESCRIPTORS);
    gate.open(AcceptGate.Reason.LOG_FULL);
    assertThat(listening.config().isAutoRead()).isFalse();
    gate.open(AcceptGate.Reason.DESCRIPTORS);
    assertThat(listening.config().isAutoRead()).isTrue();
    listening.finishAndReleaseAll();
  }

  @Test
  void triesAgainAWhileAfterAnAcceptFailed() {
    EmbeddedChannel listening = listening();
    listening.freezeTime();
    listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
    assertThat(listening.config().isAutoRead()).isFalse();
    listening.advanceTimeBy(199, TimeUnit.MILLISECONDS);
    listening.runScheduledPendingTasks();
    assertThat(listening.config().isAutoRead()).isFalse();
    listening.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    listening.runScheduledPendingTasks();
    assertThat(listening.config().isAutoRead()).isTrue();
    listening.finishAndReleaseAll();
  }

  /** A connection leaves, on a thread of its own, at the very moment at which the gate closes. */
  private static final class Crossed extends LocalServerChannel {
    private final ChannelConfig config;

    private Crossed(EmbeddedChannel leaving) {
      config =
          new DefaultChannelConfig(this) {
            @Override
            public ChannelConfig setAutoRead(boolean autoRead) {
              super.setAutoRead(autoRead);
              if (!autoRead && leaving.isOpen()) {
                CompletableFuture.runAsync(leaving::close).join();
              }
              return this;
            }
          };
    }

    @Override
    public ChannelConfig config() {
      return config == null ? super.config() : config;
    }
  }

  private EmbeddedChannel listening() {
    EmbeddedChannel listening = new EmbeddedChannel(handler);
    handler.gate().open(AcceptGate.Reason.STARTING);
    return listening;
  }
}
