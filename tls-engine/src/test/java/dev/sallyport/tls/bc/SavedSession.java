package dev.sallyport.tls.bc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A session that openssl keeps in a file, and of which single octets can be changed. */
final class SavedSession {
  private static final String BEGIN = "-----BEGIN SSL SESSION PARAMETERS-----\n";
  private static final String END = "\n-----END SSL SESSION PARAMETERS-----\n";

  /** The fifth element of the SEQUENCE: the master secret, or the pre-shared key. */
  private static final int SECRET = 4;

  private static final int TICKET_TAG = 0xAA;

  /** The element max_early_data: 16384. */
  private static final byte[] EARLY_DATA = {(byte) 0xAF, 4, 2, 2, 0x40, 0};

  private final Path file;

  SavedSession(Path file) {
    this.file = file;
  }

  /** Makes s_client keep its session. */
  String out() {
    return " -sess_out " + file;
  }

  /** Makes s_client resume it. */
  String in() {
    return " -sess_in " + file;
  }

  /** Whether s_client has kept one. */
  boolean exists() throws IOException {
    return Files.size(file) > 0;
  }

  /** The same session in a file of its own. */
  SavedSession copy() throws IOException {
    return new SavedSession(Files.copy(file, Path.of(file + ".copy")));
  }

  SavedSession withAnotherSecret() throws IOException {
    return change(SECRET, -1);
  }

  SavedSession withAnAlteredTicket() throws IOException {
    return change(-1, TICKET_TAG);
  }

  /** Makes s_client believe that the server takes 16 KB of early data. */
  SavedSession withEarlyData() throws IOException {
    byte[] der = read();
    ByteBuffer in = ByteBuffer.wrap(der);
    element(in);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    boolean added = false;
    while (in.hasRemaining()) {
      int from = in.position();
      if (!added && (der[from] & 0xFF) > (EARLY_DATA[0] & 0xFF)) {
        content.writeBytes(EARLY_DATA);
        added = true;
      }
      int length = element(in);
      in.position(in.position() + length);
      content.write(der, from, in.position() - from);
    }
    if (!added) {
      content.writeBytes(EARLY_DATA);
    }
    ByteBuffer out = ByteBuffer.allocate(4 + content.size());
    out.put((byte) 0x30).put((byte) 0x82).putShort((short) content.size());
    write(out.put(content.toByteArray()).array());
    return this;
  }

  private byte[] read() throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    return Base64.getMimeDecoder()
        .decode(text.substring(BEGIN.length(), text.length() - END.length()));
  }

  private void write(byte[] der) throws IOException {
    Files.writeString(
        file, BEGIN + Base64.getMimeEncoder(64, new byte[] {10}).encodeToString(der) + END);
  }

  /** Changes the last octet of the element with that index or tag. */
  private SavedSession change(int index, int tag) throws IOException {
    byte[] der = read();
    ByteBuffer in = ByteBuffer.wrap(der);
    element(in);
    for (int i = 0; in.hasRemaining(); i++) {
      int elementTag = in.get(in.position()) & 0xFF;
      int length = element(in);
      in.position(in.position() + length);
      if (i == index || elementTag == tag) {
        der[in.position() - 1] ^= 1;
      }
    }
    write(der);
    return this;
  }

  /** Steps over a tag and a length, which it returns. */
  private static int element(ByteBuffer in) {
    in.get();
    int length = in.get() & 0xFF;
    if (length < 0x80) {
      return length;
    }
    int octets = length & 0x7F;
    length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << Byte.SIZE) | (in.get() & 0xFF);
    }
    return length;
  }
}
