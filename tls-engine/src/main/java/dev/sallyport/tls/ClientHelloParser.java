package dev.sallyport.tls;

import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello at the start of a stream, however its bytes and records are split, and
 * nothing after it. Not thread-safe. It keeps at most the message itself, bounded at construction.
 */
public final class ClientHelloParser {

  /** The default bound on the octets that are looked at. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** Where the parser stands; every status but {@link #NEED_MORE} is final. */
  public enum Status {
    NEED_MORE,
    COMPLETE,
    /** The first record is not a TLS handshake record. */
    NOT_TLS,
    /** TLS, but not a ClientHello that can be decoded. */
    MALFORMED,
    TOO_LARGE
  }

  private Status status = Status.NEED_MORE;
  private @Nullable ClientHello hello;
  private String detail = "";

  public ClientHelloParser() {
    this(MAX_LENGTH);
  }

  public ClientHelloParser(int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength must be at least 1, not " + maxLength);
    }
  }

  /** Looks at more bytes of the stream; they are not changed. Ignored once the status is final. */
  public Status feed(byte[] buffer, int offset, int length) {
    return status;
  }

  public Status status() {
    return status;
  }

  /** The hello; needs {@link Status#COMPLETE}. */
  public ClientHello hello() {
    if (hello == null) {
      throw new IllegalStateException("no ClientHello: " + status);
    }
    return hello;
  }

  /** One phrase on why the status is a bad one; empty otherwise. */
  public String detail() {
    return detail;
  }
}
