package dev.sallyport.tls;

import org.jspecify.annotations.Nullable;

/**
 * One end of one TLS connection without sockets, threads or a clock of its own: ciphertext and
 * plaintext go in, and come out through the {@link TlsSink} it was made with.
 *
 * <p>Single-threaded. It never throws for what a peer does: it puts the fatal alert into the sink,
 * reports {@link TlsEvent.Type#HANDSHAKE_FAILED} or {@link TlsEvent.Type#FAILED}, and from then on
 * ignores every call. It throws {@link IllegalStateException} for calls out of order.
 */
public interface TlsEngine {

  /** Starts: a client writes its ClientHello, a server writes nothing. Once, before all else. */
  void begin();

  /**
   * Takes ciphertext, split anywhere. The engine decrypts in place, so the buffer may be
   * overwritten; nothing of it is referred to after the call. Input after its end is ignored.
   */
  void receive(byte[] buffer, int offset, int length);

  /**
   * The peer's FIN. After close_notify it changes nothing; before the handshake is complete the
   * handshake fails with {@link FailureType#PEER_CLOSED}; otherwise the stream was truncated.
   */
  void endInput();

  /**
   * The connection is gone without an end, by RST or because the path was lost: nothing more comes
   * or can be sent, and no event tells so. A server that leaves like that before the handshake is
   * complete is taken to have failed what it was offered to resume.
   */
  void lost();

  /** Sends application data, in as many records as it takes. Needs {@link #canSend()}. */
  void send(byte[] plaintext, int offset, int length);

  /**
   * Whether there are messages that are best sent with application data, and go with the next: the
   * tickets of a client that has asked already.
   */
  boolean holdsMessages();

  /** Sends them without, since none comes. */
  void sendHeld();

  /**
   * Sends close_notify and ends the output; the input stays open (half-close). Before the handshake
   * is complete it cancels: user_canceled and close_notify are sent, and it fails with {@link
   * FailureType#ABORTED}.
   */
  void closeOutput();

  /**
   * Gives up: sends a fatal alert, unless close_notify was sent, and fails with the type and detail
   * given. Does nothing once the engine failed or both directions have ended.
   */
  void abort(TlsAlert.Description why, FailureType type, String detail);

  /** Whether the handshake is complete; stays true after an end or a failure. */
  boolean established();

  /** Whether application data can be sent: established, not failed, output not ended. */
  boolean canSend();

  /** Whether no more plaintext can come: close_notify, truncation, loss or failure. */
  boolean inputEnded();

  /** Whether no more plaintext can be sent: our close_notify, loss or failure. */
  boolean outputEnded();

  boolean failed();

  /** What is known so far; an immutable snapshot. */
  TlsFacts facts();

  /** Why it failed, or null if it did not. */
  @Nullable TlsFailure failure();
}
