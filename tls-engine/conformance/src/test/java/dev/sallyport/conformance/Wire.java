package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.connection.InboundConnection;
import de.rub.nds.tlsattacker.transport.tcp.ClientTcpTransportHandler;
import de.rub.nds.tlsattacker.transport.tcp.ServerTcpTransportHandler;
import de.rub.nds.tlsattacker.transport.tcp.TcpTransportHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/** The octets that came from the proxy, and the TCP connection they came by. */
final class Wire implements AutoCloseable {
  private static final int ALERT = 21;

  /** How long the proxy may be silent before it counts as hanging. */
  static final int PATIENCE_MILLIS = Integer.getInteger("conformance.patience.millis", 10_000);

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final AutoCloseable other;

  /**
   * @param other what is closed with it
   */
  Wire(AutoCloseable other) {
    this.other = other;
  }

  /** A connection that we make. */
  TcpTransportHandler to(InetSocketAddress address) {
    return new ClientTcpTransportHandler(
        PATIENCE_MILLIS,
        PATIENCE_MILLIS,
        address.getAddress().getHostAddress(),
        address.getPort()) {
      @Override
      public void initialize() throws IOException {
        super.initialize();
        socket.setTcpNoDelay(true);
      }

      @Override
      public byte[] fetchData() throws IOException {
        return kept(super.fetchData());
      }
    };
  }

  /** A connection that the proxy made. */
  TcpTransportHandler from(Socket accepted) throws IOException {
    accepted.setTcpNoDelay(true);
    InboundConnection connection = new InboundConnection(accepted.getLocalPort());
    connection.setTimeout(PATIENCE_MILLIS);
    connection.setUseIpv6(false);
    return new ServerTcpTransportHandler(connection, accepted) {
      @Override
      public byte[] fetchData() throws IOException {
        return kept(super.fetchData());
      }
    };
  }

  private byte[] kept(byte[] data) {
    received.writeBytes(data);
    return data;
  }

  /** The alert that stands in an unprotected record, if there is one. */
  Optional<Alert> plainAlert() {
    byte[] bytes = received.toByteArray();
    int at = 0;
    while (at + 5 <= bytes.length) {
      int length = Bytes.number(bytes, at + 3, 2);
      if (bytes[at] == ALERT && length == 2 && at + 7 <= bytes.length) {
        return Optional.of(new Alert(bytes[at + 5], Peer.name(bytes[at + 6])));
      }
      at += 5 + length;
    }
    return Optional.empty();
  }

  /** Whether a FIN or RST comes within the time limit. */
  boolean ends(TcpTransportHandler handler) {
    try {
      InputStream in = handler.getInputStream();
      while (in.read() >= 0) {
        // The rest of what the proxy said.
      }
      return true;
    } catch (SocketTimeoutException hangs) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      other.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
