package dev.sallyport.tls.bc;

import dev.sallyport.tls.Direction;

/** Which end of a connection we are. */
enum Role {
  CLIENT,
  SERVER;

  /** Whether what goes that way was sent by the client, which originated the connection. */
  boolean fromClient(Direction direction) {
    return (this == CLIENT) == (direction == Direction.OUT);
  }
}
