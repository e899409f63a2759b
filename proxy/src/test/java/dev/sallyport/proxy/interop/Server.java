package dev.sallyport.proxy.interop;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Somebody else's TLS server, which speaks every version at one port for each profile. */
interface Server extends AutoCloseable {

  /** Where it is what it is to be. */
  int port(Profile profile);

  /**
   * What it says of the connection that was the last.
   *
   * @param answer what it answered there to {@link Exchange#QUESTION}
   */
  Said said(Cell cell, String answer) throws IOException;

  /** Whether its answer has {@link Exchange#SAMPLE} in it. */
  default boolean echoes() {
    return true;
  }

  @Override
  void close();

  /**
   * What a server says of a connection.
   *
   * @param subject of the client, or null where it showed no certificate
   */
  record Said(boolean resumed, @Nullable String subject) {}
}
