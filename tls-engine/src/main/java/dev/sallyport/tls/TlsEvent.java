package dev.sallyport.tls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened on a TLS connection: a message on the wire, or a fact of the exchange.
 *
 * @param direction which way the message went; null for a fact
 * @param at nanoseconds on the clock that the engine was given
 * @param length the message's length in octets, its four octets of header included; 1 for a
 *     change_cipher_spec, 2 for an alert; of {@link Type#TRUNCATED} the octets of a record that was
 *     cut, 0 where the last one was whole; 0 for any other fact
 * @param alert what an {@link Type#ALERT} or {@link Type#CLOSE_NOTIFY} said, else null
 */
public record TlsEvent(
    Type type, @Nullable Direction direction, long at, int length, @Nullable TlsAlert alert) {

  /** What happened. */
  public enum Type {
    CLIENT_HELLO('C'),
    HELLO_RETRY_REQUEST('J'),
    SERVER_HELLO('S'),
    ENCRYPTED_EXTENSIONS('O'),
    CERTIFICATE('X'),
    CERTIFICATE_STATUS('U'),
    SERVER_KEY_EXCHANGE('K'),
    CERTIFICATE_REQUEST('R'),
    SERVER_HELLO_DONE('N'),
    CLIENT_KEY_EXCHANGE('G'),
    CERTIFICATE_VERIFY('Y'),
    CHANGE_CIPHER_SPEC('I'),
    NEW_SESSION_TICKET('T'),
    FINISHED('F'),
    KEY_UPDATE('P'),
    HELLO_REQUEST('H'),
    /** A handshake message that has no place in this protocol. */
    UNKNOWN_MESSAGE('Z'),
    ALERT('L'),
    CLOSE_NOTIFY('L'),
    /** The peer's chain has a verdict, good or bad. */
    CERTIFICATE_VERIFIED,
    /** The pre-master secret (TLS 1.3: the key agreement's shared secret) exists here. */
    PRE_MASTER_SECRET,
    /** The keys of application data exist here. */
    KEYS_DERIVED,
    HANDSHAKE_COMPLETED,
    /** The end before the handshake was complete; the last event. */
    HANDSHAKE_FAILED,
    /** The peer's FIN came without its close_notify. */
    TRUNCATED,
    /** A fatal error after the handshake; the last event. */
    FAILED;

    private static final char NONE = 0;

    private final char letter;

    Type() {
      this(NONE);
    }

    Type(char letter) {
      this.letter = letter;
    }

    /** Whether this is a message on the wire, with a direction and a length. */
    public boolean isMessage() {
      return letter != NONE;
    }

    /** The letter of the history string, upper case; 0 for a fact. */
    public char letter() {
      return letter;
    }

    /** In the RFC's spelling: {@code client_hello}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
