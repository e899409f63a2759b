package dev.sallyport.proxy.record;

import org.jspecify.annotations.Nullable;

/**
 * What was seen of one TCP connection of a flow.
 *
 * @param local our address, {@code host:port}, IPv6 in brackets; absent while there is none
 * @param remote the peer's address, likewise
 * @param dial upstream only
 * @param tls absent for cleartext
 * @param bytes what was relayed: of the application where TLS ends here, of TCP otherwise
 * @param firstByte when the first of them was read (and decrypted), and when it was written
 * @param lastByte when the last of them was read (and decrypted), and when it was flushed: given to
 *     the kernel, or to the queue for what the kernel does not take yet
 */
public record ConnectionRecord(
    @Nullable String local,
    @Nullable String remote,
    TcpRecord tcp,
    @Nullable Dial dial,
    @Nullable TlsRecord tls,
    Bytes bytes,
    @Nullable ByteTimes firstByte,
    @Nullable ByteTimes lastByte) {

  /**
   * From connect() to its completion.
   *
   * @param endMicros absent when it did not complete
   */
  public record Dial(long beginMicros, @Nullable Long endMicros) {}

  /** Bytes from the peer and to the peer. */
  public record Bytes(long in, long out) {}

  /** Offsets of a byte from the peer and of one to the peer. */
  public record ByteTimes(@Nullable Long inMicros, @Nullable Long outMicros) {
    /** Returns the pair, or {@code null} when there is neither. */
    public static @Nullable ByteTimes of(@Nullable Long inMicros, @Nullable Long outMicros) {
      return inMicros == null && outMicros == null ? null : new ByteTimes(inMicros, outMicros);
    }
  }
}
