package dev.sallyport.tls.bc;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.crypto.TlsHash;

/**
 * The octets of one handshake message, its header included, for a look at single fields. Offsets
 * outside the message give -1 or nothing, so that a malformed one is left to be refused by the
 * protocol.
 */
final class MessageBytes implements TlsHash {
  private byte[] buffer = new byte[0];
  private int offset;
  private int length;

  MessageBytes(byte[] buffer, int offset, int length) {
    update(buffer, offset, length);
  }

  /** The message that Bouncy Castle is about to process; it shows it only to a hash. */
  MessageBytes(HandshakeMessageInput message) {
    message.updateHash(this);
  }

  byte[] buffer() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  int uint8(int at) {
    return at < 0 || at >= length ? -1 : buffer[offset + at] & 0xFF;
  }

  int uint16(int at) {
    int low = uint8(at + 1);
    return low < 0 ? -1 : (uint8(at) << Byte.SIZE) | low;
  }

  long uint32(int at) {
    int low = uint16(at + 2);
    return low < 0 ? -1 : ((long) uint16(at) << Short.SIZE) | low;
  }

  /** The offset behind a vector with a length of one octet. */
  int behindVector8(int at) {
    int size = uint8(at);
    return size < 0 ? length : at + 1 + size;
  }

  /** The offset behind a vector with a length of two octets. */
  int behindVector16(int at) {
    int size = uint16(at);
    return size < 0 ? length : at + 2 + size;
  }

  /** Whether these octets are there. */
  boolean has(byte[] octets, int at) {
    return at + octets.length <= length
        && Arrays.equals(
            buffer, offset + at, offset + at + octets.length, octets, 0, octets.length);
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(buffer, offset + from, offset + to);
  }

  /** Lower-case hexadecimal; empty if the message is shorter. */
  String hex(int at, int size) {
    return at + size > length
        ? ""
        : HexFormat.of().formatHex(buffer, offset + at, offset + at + size);
  }

  @Override
  public void update(byte[] octets, int from, int count) {
    buffer = octets;
    offset = from;
    length = count;
  }

  @Override
  public byte[] calculateHash() {
    throw new UnsupportedOperationException();
  }

  @Override
  public TlsHash cloneHash() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException();
  }
}
