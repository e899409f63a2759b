package dev.sallyport.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds ClientHello messages octet by octet. */
public final class ClientHelloBytes {
  private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
  private int[] suites = {0x1301, 0xC02B};

  public static ClientHelloBytes hello() {
    return new ClientHelloBytes();
  }

  public ClientHelloBytes suites(int... codes) {
    suites = codes;
    return this;
  }

  public ClientHelloBytes serverName(String name) {
    byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
    return extension(0, vector16(concat(new byte[] {0}, vector16(octets))));
  }

  public ClientHelloBytes alpn(String... protocols) {
    byte[] list = {};
    for (String protocol : protocols) {
      list = concat(list, vector8(protocol.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return extension(16, vector16(list));
  }

  public ClientHelloBytes versions(int... codes) {
    return extension(43, vector8(uint16s(codes)));
  }

  public ClientHelloBytes groups(int... codes) {
    return extension(10, vector16(uint16s(codes)));
  }

  public ClientHelloBytes signatureSchemes(int... codes) {
    return extension(13, vector16(uint16s(codes)));
  }

  /** With the base point of X25519 as the share. */
  public ClientHelloBytes keyShare(int group) {
    byte[] share = new byte[32];
    share[0] = 9;
    return keyShare(group, share);
  }

  public ClientHelloBytes keyShare(int group, byte[] share) {
    return extension(51, vector16(concat(uint16s(group), vector16(share))));
  }

  public ClientHelloBytes extension(int type, byte[] data) {
    extensions.writeBytes(concat(uint16s(type), vector16(data)));
    return this;
  }

  public byte[] message() {
    byte[] random = new byte[32];
    Arrays.fill(random, (byte) 0xAB);
    byte[] body =
        concat(
            uint16s(0x0303),
            random,
            vector8(new byte[0]),
            vector16(uint16s(suites)),
            vector8(new byte[1]),
            vector16(extensions.toByteArray()));
    return concat(new byte[] {1, (byte) (body.length >> 16)}, uint16s(body.length), body);
  }

  /** The message in one record. */
  public byte[] record() {
    return record(message());
  }

  /** The message in records of that many octets. */
  public byte[] records(int fragment) {
    byte[] message = message();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int at = 0; at < message.length; at += fragment) {
      int end = Math.min(message.length, at + fragment);
      stream.writeBytes(record(Arrays.copyOfRange(message, at, end)));
    }
    return stream.toByteArray();
  }

  public static byte[] record(byte[] fragment) {
    return concat(new byte[] {22, 3, 1}, vector16(fragment));
  }

  private static byte[] vector8(byte[] content) {
    return concat(new byte[] {(byte) content.length}, content);
  }

  private static byte[] vector16(byte[] content) {
    return concat(uint16s(content.length), content);
  }

  private static byte[] uint16s(int... values) {
    byte[] octets = new byte[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      octets[2 * i] = (byte) (values[i] >> 8);
      octets[2 * i + 1] = (byte) values[i];
    }
    return octets;
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
