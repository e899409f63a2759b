package dev.sallyport.proxy.lifecycle;

/**
 * What a flow must do now. "This" is the side of the event that gave the action, "other" its
 * opposite.
 */
public enum Action {
  /** Open the connection to the next server of the backend. */
  DIAL,
  /** Both connections are ready: send the early bytes on, then every read to the other side. */
  RELAY,
  /** This side's input ended in order: flush, then end the other side's output. */
  FINISH_OTHER,
  /** This side's input was cut: flush, then end the other side so that it cannot look clean. */
  TRUNCATE_OTHER,
  /** Nothing more will come from or go to this side: release its descriptor. */
  CLOSE_THIS,
  /** This side is over: end the other side's output and let it close. */
  CLOSE_OTHER,
  /** End both sides now. */
  ABORT,
  /** Both sides are over: write the record. */
  REPORT
}
