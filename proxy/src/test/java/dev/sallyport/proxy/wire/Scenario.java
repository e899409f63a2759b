package dev.sallyport.proxy.wire;

/**
 * Something that is played over one flow, by both peers in one thread.
 *
 * @param begin what happens before the proxy's own end is due (a time limit, a drain)
 * @param end what happens after it; of a stage without one, just afterwards
 */
record Scenario(String title, Layer layer, Stage.Kind stage, Act begin, Act end) {

  /** A part of it. */
  interface Act {
    void play(Pair pair) throws Exception;
  }
}
