package dev.sallyport.tls.bc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** An {@code openssl s_client} whose commands are typed while it runs. */
final class TalkativeClient implements AutoCloseable {
  private final Process process;

  TalkativeClient(int port, String options) throws IOException {
    process =
        OpenSsl.start(
            "s_client -connect 127.0.0.1:" + port + " -servername example.com " + options);
  }

  /** A line of text, or a command of one letter. */
  void type(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** All that it printed, once it has ended. */
  String output() throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(30, TimeUnit.SECONDS);
    return output;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
