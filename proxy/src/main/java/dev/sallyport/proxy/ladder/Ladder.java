package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.record.FlowRecord;

/** The drawing of a flow as three columns: client, proxy, backend. */
public final class Ladder {
  private Ladder() {}

  /** Draws a record; lines end in {@code \n}. */
  public static String draw(FlowRecord record, LadderStyle style) {
    return record.flow().toString();
  }
}
