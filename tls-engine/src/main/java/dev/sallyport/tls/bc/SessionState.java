package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a server has to know to resume a session: what was negotiated, when, and the secret. It is
 * never kept in this form, only sealed.
 *
 * @param begunAt when the first session of the chain began, with a full handshake
 * @param issuedAt when this one was made
 * @param certificate the fingerprint of the certificate by which the server proved itself
 * @param secret TLS 1.2: the master secret; TLS 1.3: the pre-shared key
 */
@SuppressWarnings("ArrayRecordComponent") // it is overwritten after use
record SessionState(
    TlsVersion version,
    int cipherSuite,
    Instant begunAt,
    Instant issuedAt,
    @Nullable String serverName,
    @Nullable String alpn,
    String certificate,
    byte[] secret) {

  /** Says which form follows; another form is another number. */
  private static final byte FORM = 1;

  /** The second octet of ProtocolVersion. */
  private static final byte MINOR_1_2 = 3;

  private static final byte MINOR_1_3 = 4;

  private static final int FIXED = 2 + 2 + 8 + 8;

  byte[] encode() {
    byte[] name = octets(serverName);
    byte[] protocol = octets(alpn);
    byte[] proof = octets(certificate);
    int length = FIXED + 4 + name.length + protocol.length + proof.length + secret.length;
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put(FORM)
        .put(version == TlsVersion.TLS_1_3 ? MINOR_1_3 : MINOR_1_2)
        .putShort((short) cipherSuite);
    out.putLong(begunAt.toEpochMilli()).putLong(issuedAt.toEpochMilli());
    for (byte[] field : new byte[][] {name, protocol, proof, secret}) {
      out.put((byte) field.length).put(field);
    }
    return out.array();
  }

  /** Null if it is of another form. The octets are overwritten. */
  static @Nullable SessionState decode(byte[] octets) {
    try {
      ByteBuffer in = ByteBuffer.wrap(octets);
      if (in.get() != FORM) {
        return null;
      }
      return new SessionState(
          in.get() == MINOR_1_3 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2,
          in.getShort() & 0xFFFF,
          Instant.ofEpochMilli(in.getLong()),
          Instant.ofEpochMilli(in.getLong()),
          text(field(in)),
          text(field(in)),
          String.valueOf(text(field(in))),
          field(in));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static byte[] field(ByteBuffer in) {
    byte[] field = new byte[in.get() & 0xFF];
    in.get(field);
    return field;
  }

  /** Empty stands for none: neither a name nor a protocol can be. */
  private static byte[] octets(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String text(byte[] octets) {
    return octets.length == 0 ? null : new String(octets, StandardCharsets.UTF_8);
  }

  /** Overwrites the secret. */
  void destroy() {
    Arrays.fill(secret, (byte) 0);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "SessionState[" + version + ", issued " + issuedAt + "]";
  }
}
