package dev.sallyport.proxy.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
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
    ByteBuf first = Unpooled.copiedBuffer("first", US_ASCII);
    ByteBuf second = Unpooled.copiedBuffer("second", US_ASCII);
    early.add(first);
    early.add(second);
    early.release();
    early.release();
    assertThat(first.refCnt()).isZero();
    assertThat(second.refCnt()).isZero();
  }

  @Test
  void anOctetAtATimeKeepsNoReadBufferForEach() {
    StringBuilder sent = new StringBuilder();
    for (int at = 0; at < 10_000; at++) {
      char octet = (char) ('a' + at % 26);
      sent.append(octet);
      early.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(2048).writeByte(octet));
    }
    List<ByteBuf> kept = new ArrayList<>();
    early.handTo(kept::add);
    assertThat(kept).hasSize(3);
    assertThat(kept.stream().mapToInt(ByteBuf::capacity).sum()).isLessThan(16 * 1024);
    StringBuilder taken = new StringBuilder();
    kept.forEach(data -> taken.append(take(data)));
    assertThat(taken).hasToString(sent.toString());
  }

  @Test
  void littleBehindMuchStaysBehindIt() {
    early.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(2048).writeByte('a'));
    early.add(Unpooled.copiedBuffer("bcd", US_ASCII));
    early.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(2048).writeByte('e'));
    List<String> taken = new ArrayList<>();
    early.handTo(data -> taken.add(take(data)));
    assertThat(taken).containsExactly("a", "bcd", "e");
  }

  private static String take(ByteBuf data) {
    String text = data.toString(US_ASCII);
    data.release();
    return text;
  }
}
