package dev.sallyport.proxy.pipeline;

import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsEvent;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers of one connection's pipeline tell. Every call comes on the connection's event
 * loop.
 */
public interface ConnectionListener {

  /**
   * The bytes of a record came out of TLS at this moment. {@link #received} brings them a little
   * later, with those of the records that came right before and after.
   */
  void decrypted();

  /** Bytes of the application came; the receiver owns them now. */
  void received(ByteBuf data);

  /** No more bytes come for the moment: what was written because of them should be flushed. */
  void batchEnded();

  /** The peer's FIN has come, behind the bytes that are read next. */
  void finAhead();

  /** The peer's FIN: no more bytes come. The batch that it came with may not have ended yet. */
  void finReceived();

  /** TLS, where there is any, has said what it makes of the FIN. */
  void finJudged();

  /** Reading or writing failed; the connection cannot be used any more. */
  void broken(Throwable cause);

  /** The peer sent FIN or RST while reading is paused, and its bytes are still in the kernel. */
  void endedWhilePaused();

  /** How much waits to be written crossed a water mark. */
  void writabilityChanged();

  /** The descriptor is closed. */
  void closed();

  /** The TLS engine reported something. */
  void tls(TlsEvent event);

  /** The ClientHello of a connection that is passed through. */
  void helloRead(ClientHello hello);

  /** No ClientHello can be read. */
  void helloFailed(FailureType type, String detail);

  /** The first octet came, of a PROXY header or of what stands in its place. */
  void headerBegun();

  /**
   * The PROXY header is done with: it conveyed two addresses, or none (null) because it is LOCAL,
   * of another family, or optional and missing.
   */
  void headerRead(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination);

  /** The PROXY header is missing or malformed. */
  void headerFailed(String detail);
}
