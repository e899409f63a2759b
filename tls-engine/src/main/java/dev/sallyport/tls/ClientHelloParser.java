package dev.sallyport.tls;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello at the start of a stream, however its bytes and records are split, and
 * nothing after it. Not thread-safe. It keeps at most the message itself, which grows as bytes come
 * and is bounded at construction.
 */
public final class ClientHelloParser {

  /** The default bound on the octets that are looked at. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** Where the parser stands; every status but {@link #NEED_MORE} is final. */
  public enum Status {
    NEED_MORE,
    COMPLETE,
    /** The first bytes are not a TLS record. */
    NOT_TLS,
    /** TLS, but not a ClientHello that can be decoded. */
    MALFORMED,
    TOO_LARGE
  }

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int MAX_FRAGMENT = 1 << 14;

  private final int maxLength;
  private final byte[] header = new byte[RECORD_HEADER];
  private int headerLength;
  private int fragmentLeft;
  private int seen;
  private byte[] message = new byte[0];
  private int messageLength;

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
    this.maxLength = maxLength;
  }

  /** Looks at more bytes of the stream; they are not changed. Ignored once the status is final. */
  public Status feed(byte[] buffer, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (status == Status.NEED_MORE && at < end) {
      int taken = fragmentLeft == 0 ? header(buffer, at, end - at) : fragment(buffer, at, end - at);
      at += taken;
      seen += taken;
      if (status == Status.NEED_MORE && seen > maxLength) {
        fail(Status.TOO_LARGE, "the ClientHello is longer than " + maxLength + " octets");
      }
    }
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

  private int header(byte[] buffer, int offset, int available) {
    int taken = Math.min(available, RECORD_HEADER - headerLength);
    System.arraycopy(buffer, offset, header, headerLength, taken);
    headerLength += taken;
    if (seen < RECORD_HEADER) {
      String other = FirstBytes.notTls(header, 0, headerLength);
      if (other != null) {
        fail(Status.NOT_TLS, other);
        return taken;
      }
    }
    if (headerLength == RECORD_HEADER) {
      beginFragment();
    }
    return taken;
  }

  private void beginFragment() {
    headerLength = 0;
    fragmentLeft = ((header[3] & 0xFF) << 8) | (header[4] & 0xFF);
    if (header[0] != HANDSHAKE) {
      fail(Status.MALFORMED, "a record of type " + (header[0] & 0xFF) + " before the ClientHello");
    } else if (fragmentLeft == 0 || fragmentLeft > MAX_FRAGMENT) {
      fail(Status.MALFORMED, "a handshake record of " + fragmentLeft + " octets");
    }
  }

  private int fragment(byte[] buffer, int offset, int available) {
    int taken = Math.min(Math.min(available, fragmentLeft), wanted() - messageLength);
    if (messageLength + taken > message.length) {
      message = Arrays.copyOf(message, Math.max(messageLength + taken, 2 * message.length));
    }
    System.arraycopy(buffer, offset, message, messageLength, taken);
    messageLength += taken;
    fragmentLeft -= taken;
    if (message[0] != CLIENT_HELLO) {
      fail(Status.MALFORMED, "the first message is of type " + (message[0] & 0xFF));
    } else if (messageLength >= MESSAGE_HEADER && wanted() > maxLength) {
      fail(Status.TOO_LARGE, "the ClientHello says it has " + wanted() + " octets");
    } else if (messageLength >= MESSAGE_HEADER && messageLength == wanted()) {
      complete();
    }
    return taken;
  }

  /** How long the message is, as far as that is known: first its header, then all of it. */
  private int wanted() {
    if (messageLength < MESSAGE_HEADER) {
      return MESSAGE_HEADER;
    }
    int body = ((message[1] & 0xFF) << 16) | ((message[2] & 0xFF) << 8) | (message[3] & 0xFF);
    return MESSAGE_HEADER + body;
  }

  private void complete() {
    try {
      hello = ClientHello.decode(message, 0, messageLength);
      status = Status.COMPLETE;
    } catch (DecodeException e) {
      fail(Status.MALFORMED, e.getMessage());
    }
    message = new byte[0];
  }

  private void fail(Status reason, @Nullable String why) {
    status = reason;
    detail = String.valueOf(why);
    message = new byte[0];
  }
}
