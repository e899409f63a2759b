package dev.sallyport.proxy.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is said in every cell: a request and an answer of some KB, no two lines of which are alike.
 */
final class Exchange {

  /** Whose server is asked. */
  static final String HOST = "web.test";

  /** What a client brings. */
  static final String BODY = lines("request", 100);

  /** What a client asks, the whole of it. */
  static final String REQUEST =
      "POST / HTTP/1.1\r\nHost: "
          + HOST
          + "\r\nContent-Type: text/plain\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;

  /** The page for who brought {@link #BODY} unharmed. */
  static final String PAGE = "intact\n" + lines("answer", 200);

  /** A header of some KB for servers that send it back. */
  static final String SAMPLE = BODY.replace('\n', '.');

  /** What a server is asked, the whole of it. */
  static final String QUESTION =
      "GET / HTTP/1.0\r\nHost: " + HOST + "\r\nSample: " + SAMPLE + "\r\n\r\n";

  private static final String LENGTH = "content-length:";

  private Exchange() {}

  private static String lines(String word, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            number -> String.format(Locale.ROOT, "%s line %04d of %04d\n", word, number, count))
        .collect(Collectors.joining());
  }

  /** How often {@link #PAGE} is in there. */
  static int pages(String received) {
    return (received.length() - received.replace(PAGE, "").length()) / PAGE.length();
  }

  /** Answers one request; who asks for nothing gets nothing. */
  static void serve(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    int length = 0;
    String line = line(in);
    if (line.isEmpty()) {
      return;
    }
    while (!line.isBlank()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith(LENGTH)) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      }
      line = line(in);
    }
    String body = new String(in.readNBytes(length), US_ASCII);
    String page = body.equals(BODY) ? PAGE : "damaged\n";
    String head =
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + page.length() + "\r\n\r\n";
    connection.getOutputStream().write((head + page).getBytes(US_ASCII));
  }

  /** With its end; nothing at the end of input. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      line.append((char) octet);
      if (octet == '\n') {
        break;
      }
    }
    return line.toString();
  }
}
