package dev.sallyport.proxy.record;

import java.io.IOException;

/** Says that a text is not the JSON form of a flow record, and why. */
public final class RecordFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public RecordFormatException(String reason) {
    super(reason);
  }

  /** The same reason, said of a place: {@code conn.log:17}. */
  public RecordFormatException(String place, RecordFormatException reason) {
    super(place + ": " + reason.getMessage(), reason);
  }
}
