package dev.sallyport.proxy.ladder;

import dev.sallyport.proxy.lifecycle.Side;

/**
 * Where the columns of a ladder stand: times, states, client, proxy, backend, states.
 *
 * @param time the column after the last digit of a time
 * @param states whether there is room for the states beside the lines of client and backend
 */
record Columns(int width, int time, int client, int proxy, int backend, boolean states) {
  /** As wide as the longest name of a state, and a blank. */
  private static final int STATE_WIDTH = 12;

  private static final int NARROWEST_WITH_STATES = 78;

  /**
   * @param time how wide the times are
   */
  static Columns of(int width, int time) {
    boolean states = width >= NARROWEST_WITH_STATES;
    int margin = states ? STATE_WIDTH : 0;
    int client = time + 2 + margin;
    int backend = width - 1 - margin;
    return new Columns(width, time, client, (client + backend) / 2, backend, states);
  }

  /** The line of a side's peer. */
  int peer(Side side) {
    return side == Side.DOWNSTREAM ? client : backend;
  }

  /** The first column between the two lines of a side. */
  int left(Side side) {
    return (side == Side.DOWNSTREAM ? client : proxy) + 1;
  }

  /** The column of the right line of a side. */
  int right(Side side) {
    return side == Side.DOWNSTREAM ? proxy : backend;
  }

  /** The number of columns between the two lines of a side. */
  int span(Side side) {
    return right(side) - left(side);
  }
}
