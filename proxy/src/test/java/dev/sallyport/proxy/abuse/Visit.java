package dev.sallyport.proxy.abuse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.Patience;
import dev.sallyport.proxy.TestBackend;
import dev.sallyport.proxy.lifecycle.Outcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** What a client of the soak may do with one connection, and how that connection ends then. */
enum Visit {
  /** Asks for little, again and again, and closes. */
  CHAT(Outcome.OK) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      for (int i = 0; i < 20; i++) {
        ask(client, 1000);
        read(client, 1000);
      }
      client.close();
    }
  },

  /** Asks for much, and closes when it is there. */
  LARGE(Outcome.OK) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      ask(client, MUCH);
      read(client, MUCH);
      client.close();
    }
  },

  /** Ends its output behind the question, and reads the answer to its end. */
  HALF_CLOSE(Outcome.OK) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      ask(client, SOME);
      client.shutdownOutput();
      read(client, SOME);
      assertThat(client.getInputStream().read()).isNegative();
      client.close();
    }
  },

  /** Sends RST in the middle of an answer. */
  RESET(Outcome.RESET) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      ask(client, MUCH);
      read(client, SOME);
      plain.setSoLinger(true, 0);
      plain.close();
    }
  },

  /** Sends FIN without a close_notify. */
  TRUNCATION(Outcome.TRUNCATED) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      ask(client, SOME);
      read(client, SOME);
      plain.shutdownOutput();
      drain(plain);
      plain.close();
    }
  },

  /** Speaks HTTP where TLS is wanted. */
  GARBAGE(Outcome.DOWNSTREAM_TLS_FAILED) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n".getBytes(US_ASCII));
      drain(plain);
      plain.close();
    }
  },

  /** Connects and leaves. */
  NOTHING(Outcome.EMPTY) {
    @Override
    void perform(Socket plain, Socket client) throws IOException {
      plain.close();
    }
  };

  /** The server: answers each number by so many octets. */
  static final TestBackend.Script ANSWERING =
      ((TestBackend.Script)
              connection -> {
                DataInputStream in = new DataInputStream(connection.getInputStream());
                while (true) {
                  connection.getOutputStream().write(new byte[in.readInt()]);
                }
              })
          .untilCut();

  private static final int SOME = 100_000;
  private static final int MUCH = 2_000_000;

  private final Outcome outcome;

  Visit(Outcome outcome) {
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Whether it is made to listeners with TLS alone. */
  boolean needsTls() {
    return this == TRUNCATION || this == GARBAGE || this == NOTHING;
  }

  /**
   * @param plain the connection
   * @param client what is spoken over it: itself, or TLS that has said nothing yet
   */
  abstract void perform(Socket plain, Socket client) throws IOException;

  private static void ask(Socket client, int octets) throws IOException {
    new DataOutputStream(client.getOutputStream()).writeInt(octets);
  }

  private static void read(Socket client, int octets) throws IOException {
    client.setSoTimeout((int) Patience.LIMIT.toMillis());
    InputStream in = client.getInputStream();
    byte[] chunk = new byte[16_384];
    for (int left = octets; left > 0; ) {
      int read = in.read(chunk, 0, Math.min(left, chunk.length));
      if (read < 0) {
        throw new EOFException(left + " octets are missing");
      }
      left -= read;
    }
  }

  /** Reads until there is no more, or the connection is reset. */
  private static void drain(Socket plain) {
    try {
      plain.setSoTimeout((int) Patience.LIMIT.toMillis());
      plain.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // That is an end too.
    }
  }
}
