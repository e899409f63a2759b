package dev.sallyport.proxy.interop;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Somebody else's TLS client. */
interface Client extends AutoCloseable {

  /** Makes the connections of a cell, one after the other, and asks in the last of them. */
  Visit visit(Call call) throws IOException;

  @Override
  default void close() {}

  /**
   * What the client is to do.
   *
   * @param port where on loopback it is to do it
   */
  record Call(Cell cell, int port, Credentials files) {

    /** How many connections it is to make. */
    int connections() {
      return cell.comesBack() ? 2 : 1;
    }

    Credentials.Pem identity() {
      return files.client(cell.certificate());
    }

    String authority() {
      return "127.0.0.1:" + port;
    }
  }

  /**
   * What the client did.
   *
   * @param pages how many pages it asked for, in as many of its connections
   * @param received what came, and perhaps more that it said
   * @param resumed whether the last connection was, by its own word; null where it does not say
   * @param said more of its words, for who has to find out what went wrong
   */
  record Visit(
      int connections, int pages, String received, @Nullable Boolean resumed, String said) {}
}
