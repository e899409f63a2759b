package dev.sallyport.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The relay's connection log: a line of text for each connection. One thread. */
final class RelayLog {
  private final PrintWriter out;

  RelayLog(Path file) throws IOException {
    out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
  }

  void write(String client, Instant accepted, long in, long out) {
    this.out.println(client + ' ' + accepted + ' ' + in + ' ' + out);
  }

  void close() {
    out.close();
  }
}
