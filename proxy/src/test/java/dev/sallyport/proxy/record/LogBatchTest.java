package dev.sallyport.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a batch knows of a write that failed in the middle. */
class LogBatchTest {
  private final LogBatch batch = new LogBatch();
  private final RandomRecords records = new RandomRecords(5);

  @Test
  void everyPlaceWhereADiskCanFillUpIsAccountedFor() throws IOException {
    String first = add();
    String second = add();
    String third = add();
    String all = first + second + third;
    for (int room = 0; room < all.length(); room++) {
      SmallDisk disk = new SmallDisk(room);

      assertThatThrownBy(() -> batch.writeTo(disk)).hasMessage("No space left on device");

      String taken = disk.content.toString(StandardCharsets.ISO_8859_1);
      long whole = taken.chars().filter(c -> c == '\n').count();
      assertThat(batch.linesSent()).isEqualTo((int) whole);
      assertThat(batch.isCut()).isEqualTo(!taken.isEmpty() && !taken.endsWith("\n"));
    }
  }

  @Test
  void aWholeWriteSendsEveryLine() throws IOException {
    String all = add() + add();
    SmallDisk disk = new SmallDisk(Integer.MAX_VALUE);

    batch.writeTo(disk);

    assertThat(disk.content.toString(StandardCharsets.ISO_8859_1)).isEqualTo(all);
    assertThat(batch.linesSent()).isEqualTo(2);
    assertThat(batch.isCut()).isFalse();
  }

  @Test
  void isUsedAgain() throws IOException {
    add();
    batch.clear();
    assertThat(batch.isEmpty()).isTrue();
    String second = add();
    SmallDisk disk = new SmallDisk(Integer.MAX_VALUE);

    batch.writeTo(disk);

    assertThat(disk.content.toString(StandardCharsets.ISO_8859_1)).isEqualTo(second);
  }

  /**
   * Half of a surrogate pair is no text: what was written of the record before it is taken back.
   */
  @Test
  void aRecordWithoutAJsonFormLeavesNothingBehind() throws IOException {
    String first = add();
    FlowRecord good = records.next();
    FlowRecord.Heading heading = good.heading();
    FlowRecord bad =
        new FlowRecord(
            new FlowRecord.Heading(
                heading.flow(), heading.accepted(), "\uD800.", null, null, heading.proxied()),
            good.ending(),
            good.downstream(),
            good.upstream(),
            good.timeline());

    assertThatThrownBy(() -> batch.add(bad)).hasMessageContaining("surrogate");

    String second = add();
    SmallDisk disk = new SmallDisk(Integer.MAX_VALUE);
    batch.writeTo(disk);
    assertThat(disk.content.toString(StandardCharsets.ISO_8859_1)).isEqualTo(first + second);
    assertThat(batch.lines()).isEqualTo(2);
  }

  /** Adds a record and returns its line, one character a byte. */
  private String add() throws IOException {
    FlowRecord record = records.next();
    batch.add(record);
    byte[] line = FlowJson.write(record).getBytes(StandardCharsets.UTF_8);
    return new String(line, StandardCharsets.ISO_8859_1) + "\n";
  }

  /** A channel that takes a few bytes a write, and fails when it is full. */
  private static final class SmallDisk implements WritableByteChannel {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final int room;

    SmallDisk(int room) {
      this.room = room;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int count = Math.min(Math.min(source.remaining(), 100), room - content.size());
      if (count == 0) {
        throw new IOException("No space left on device");
      }
      for (int i = 0; i < count; i++) {
        content.write(source.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
