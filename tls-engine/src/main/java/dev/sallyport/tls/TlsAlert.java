package dev.sallyport.tls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it stood on the wire (RFC 8446 section 6, RFC 5246 section 7.2).
 *
 * @param direction who sent it: {@link Direction#OUT} is this endpoint
 * @param code the description's number, also where no RFC names it
 */
public record TlsAlert(Direction direction, Level level, int code) {

  /** The alert's description in the RFC's spelling, e.g. {@code unknown_ca}. */
  public String name() {
    Description known = Description.of(code);
    return known == null ? "alert_" + code : known.wireName();
  }

  /** The description, or null for a number that no RFC names. */
  public @Nullable Description description() {
    return Description.of(code);
  }

  /** The level byte. TLS 1.3 has it for history's sake: there the description alone decides. */
  public enum Level {
    WARNING(1),
    FATAL(2);

    private final int code;

    Level(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /** Whatever is not a warning is taken for fatal. */
    public static Level of(int code) {
      return code == WARNING.code ? WARNING : FATAL;
    }

    /** {@code warning} or {@code fatal}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The registered alert descriptions. */
  public enum Description {
    CLOSE_NOTIFY(0),
    UNEXPECTED_MESSAGE(10),
    BAD_RECORD_MAC(20),
    DECRYPTION_FAILED(21),
    RECORD_OVERFLOW(22),
    DECOMPRESSION_FAILURE(30),
    HANDSHAKE_FAILURE(40),
    NO_CERTIFICATE(41),
    BAD_CERTIFICATE(42),
    UNSUPPORTED_CERTIFICATE(43),
    CERTIFICATE_REVOKED(44),
    CERTIFICATE_EXPIRED(45),
    CERTIFICATE_UNKNOWN(46),
    ILLEGAL_PARAMETER(47),
    UNKNOWN_CA(48),
    ACCESS_DENIED(49),
    DECODE_ERROR(50),
    DECRYPT_ERROR(51),
    EXPORT_RESTRICTION(60),
    PROTOCOL_VERSION(70),
    INSUFFICIENT_SECURITY(71),
    INTERNAL_ERROR(80),
    INAPPROPRIATE_FALLBACK(86),
    USER_CANCELED(90),
    NO_RENEGOTIATION(100),
    MISSING_EXTENSION(109),
    UNSUPPORTED_EXTENSION(110),
    CERTIFICATE_UNOBTAINABLE(111),
    UNRECOGNIZED_NAME(112),
    BAD_CERTIFICATE_STATUS_RESPONSE(113),
    BAD_CERTIFICATE_HASH_VALUE(114),
    UNKNOWN_PSK_IDENTITY(115),
    CERTIFICATE_REQUIRED(116),
    NO_APPLICATION_PROTOCOL(120),
    ECH_REQUIRED(121);

    private final int code;

    Description(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /** In the RFC's spelling: {@code close_notify}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The description with that number, or null if none is registered. */
    public static @Nullable Description of(int code) {
      for (Description description : values()) {
        if (description.code == code) {
          return description;
        }
      }
      return null;
    }
  }
}
