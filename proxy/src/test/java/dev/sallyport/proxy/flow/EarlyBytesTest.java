package dev.sallyport.proxy.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyBytesTest {

  private final EarlyBytes early = new EarlyBytes();

  @Test
  void areHandedOverOnceInOrder() {
    early.add(Unpooled.copiedBuffer("GET ", US_ASCII));
    early.add(Unpooled.copiedBuffer("/", US_ASCII));
    List<String> taken = new ArrayList<>();
    early.handTo(data -> taken.add(take(data)));
    early.handTo(data -> taken.add(take(data)));
    assertThat(taken).containsExactly("GET ", "/");
  }

  @Test
  void haveRoomFor64KiBAndAgainWhenTheyAreGone() {
    early.add(Unpooled.buffer().writeZero(64 * 1024 - 1));
    assertThat(early.hasRoom()).isTrue();
    early.add(Unpooled.buffer().writeZero(1));
    assertThat(early.hasRoom()).isFalse();
    early.release();
    assertThat(early.hasRoom()).isTrue();
  }

  @Test
  void areReleasedTogether() {
    ByteBuf first = Unpooled.buffer().writeZero(1);
    ByteBuf second = Unpooled.buffer().writeZero(1);
    early.add(first);
    early.add(second);
    early.release();
    early.release();
    assertThat(first.refCnt()).isZero();
    assertThat(second.refCnt()).isZero();
  }

  private static String take(ByteBuf data) {
    String text = data.toString(US_ASCII);
    data.release();
    return text;
  }
}
