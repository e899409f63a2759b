package dev.sallyport.proxy.ladder;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What {@code sallyport show} does: reads a connection log and shows flows of it. */
public final class FlowViewer {
  /**
   * Which flows to show and how.
   *
   * @param last the number of flows from the end, when no {@code flow} is given
   * @param flow an identifier, or its beginning
   * @param json the log's own lines instead of drawings
   */
  public record Selection(int last, @Nullable String flow, boolean json) {}

  private final Appendable out;
  private final LadderStyle style;

  public FlowViewer(Appendable out, LadderStyle style) {
    this.out = out;
    this.style = style;
  }

  /**
   * Shows the selected flows and returns how many there were.
   *
   * @param origin the log's name in messages
   * @throws IOException when the log cannot be read, or a line of it is no record
   */
  public int show(InputStream log, String origin, Selection selection) throws IOException {
    out.append(style.toString()).append(origin).append(selection.toString());
    return log.read();
  }
}
