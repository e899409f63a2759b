package dev.sallyport.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {

  private final LoopBuffers buffers = new LoopBuffers();
  private final List<ByteBuf> kept = new ArrayList<>();

  @AfterEach
  void giveBack() {
    buffers.release();
    kept.forEach(ByteBuf::release);
    assertThat(kept).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @Test
  void whatIsReleasedIsLentAgainAndEmpty() {
    ByteBuf first = buffers.lendForRead();
    first.writeZero(100).readByte();
    first.release();
    assertThat(keep(buffers.lendForRead())).isSameAs(first);
    assertThat(first.isReadable()).isFalse();
    assertThat(first.writableBytes()).isEqualTo(Transport.READ_BYTES);
  }

  @Test
  void whatIsKeptIsReplaced() {
    ByteBuf first = keep(buffers.lendForRead()).writeZero(100);
    ByteBuf part = keep(keep(buffers.lendForRead()).writeZero(100).readRetainedSlice(1));
    ByteBuf third = keep(buffers.lendForRead());
    assertThat(third).isNotSameAs(first).isNotSameAs(part.unwrap());
    assertThat(first.readableBytes()).isEqualTo(100);
    assertThat(part.readableBytes()).isEqualTo(1);
    assertThat(third.isReadable()).isFalse();
  }

  @Test
  void outputIsLentTwice() {
    ByteBuf decrypted = buffers.lendForOutput().writeZero(1);
    ByteBuf sealed = buffers.lendForOutput().writeZero(2);
    assertThat(sealed).isNotSameAs(decrypted);
    assertThat(decrypted.readableBytes()).isEqualTo(1);
    decrypted.release();
    sealed.release();
    List<ByteBuf> both = List.of(keep(buffers.lendForOutput()), keep(buffers.lendForOutput()));
    assertThat(both).anyMatch(buffer -> buffer.equals(decrypted));
    assertThat(both).allMatch(buffer -> buffer.writableBytes() >= Transport.READ_BYTES + 16_384);
  }

  /** It would be cleared, and other bytes read into it. */
  @Test
  void whatIsKeptStaysSoWhereThereIsNoMemoryForAnother() {
    ShortOfMemory pool = new ShortOfMemory();
    LoopBuffers few = new LoopBuffers(pool);
    ByteBuf first = few.lendForRead().writeZero(100);
    pool.exhausted = true;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(few::lendForRead).isInstanceOf(OutOfMemoryError.class);
      assertThat(first.readableBytes()).isEqualTo(100);
    }
    first.release();
    few.release();
    assertThat(first.refCnt()).isZero();
  }

  private ByteBuf keep(ByteBuf buffer) {
    kept.add(buffer);
    return buffer;
  }
}
