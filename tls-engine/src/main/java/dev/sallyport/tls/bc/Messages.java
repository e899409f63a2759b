package dev.sallyport.tls.bc;

import dev.sallyport.tls.ClientHello;
import dev.sallyport.tls.DecodeException;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.KeyExchange;
import dev.sallyport.tls.TlsAlert.Description;
import dev.sallyport.tls.TlsEvent;
import java.util.HexFormat;
import org.bouncycastle.tls.HandshakeType;
import org.jspecify.annotations.Nullable;

/** Where the fields of handshake messages lie; offsets count the header of four octets. */
final class Messages {
  private static final int HEADER = 4;
  private static final int SERVER_RANDOM = HEADER + 2;
  private static final int RANDOM_LENGTH = 32;
  private static final int NAMED_CURVE = 3;

  /** SHA-256 of "HelloRetryRequest" (RFC 8446 section 4.1.3). */
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private Messages() {}

  static TlsEvent.Type type(short code, MessageBytes message) {
    return switch (code) {
      case HandshakeType.hello_request -> TlsEvent.Type.HELLO_REQUEST;
      case HandshakeType.client_hello -> TlsEvent.Type.CLIENT_HELLO;
      case HandshakeType.server_hello ->
          message.has(RETRY_RANDOM, SERVER_RANDOM)
              ? TlsEvent.Type.HELLO_RETRY_REQUEST
              : TlsEvent.Type.SERVER_HELLO;
      case HandshakeType.new_session_ticket -> TlsEvent.Type.NEW_SESSION_TICKET;
      case HandshakeType.encrypted_extensions -> TlsEvent.Type.ENCRYPTED_EXTENSIONS;
      case HandshakeType.certificate -> TlsEvent.Type.CERTIFICATE;
      case HandshakeType.server_key_exchange -> TlsEvent.Type.SERVER_KEY_EXCHANGE;
      case HandshakeType.certificate_request -> TlsEvent.Type.CERTIFICATE_REQUEST;
      case HandshakeType.server_hello_done -> TlsEvent.Type.SERVER_HELLO_DONE;
      case HandshakeType.certificate_verify -> TlsEvent.Type.CERTIFICATE_VERIFY;
      case HandshakeType.client_key_exchange -> TlsEvent.Type.CLIENT_KEY_EXCHANGE;
      case HandshakeType.finished -> TlsEvent.Type.FINISHED;
      case HandshakeType.certificate_status -> TlsEvent.Type.CERTIFICATE_STATUS;
      case HandshakeType.key_update -> TlsEvent.Type.KEY_UPDATE;
      default -> TlsEvent.Type.UNKNOWN_MESSAGE;
    };
  }

  /**
   * Whether other keys, or an answer, follow the message: nothing may share its last record (RFC
   * 8446 section 5.1). A ServerHello does so in TLS 1.3 alone and is not among them.
   */
  static boolean changesKeys(TlsEvent.Type type) {
    return type == TlsEvent.Type.CLIENT_HELLO
        || type == TlsEvent.Type.FINISHED
        || type == TlsEvent.Type.KEY_UPDATE;
  }

  /** The length of the message of which this is the begin, its header included. */
  static int length(MessageBytes message) {
    return HEADER + ((message.uint8(1) << 16) | message.uint16(2));
  }

  static ClientHello clientHello(MessageBytes message) throws Refusal {
    try {
      return ClientHello.decode(message.buffer(), message.offset(), message.length());
    } catch (DecodeException e) {
      throw new Refusal(
          FailureType.MALFORMED, Description.DECODE_ERROR, String.valueOf(e.getMessage()), e);
    }
  }

  /** The fields of a ClientHello up to its extensions. */
  static byte[] beforeExtensions(MessageBytes clientHello) {
    int behindSessionId = clientHello.behindVector8(HEADER + 2 + RANDOM_LENGTH);
    int behindSuites = clientHello.behindVector16(behindSessionId);
    return clientHello.copy(HEADER, clientHello.behindVector8(behindSuites));
  }

  /** The compression methods of a ClientHello that can be decoded. */
  static byte[] compressionMethods(MessageBytes clientHello) {
    int behindSessionId = clientHello.behindVector8(HEADER + 2 + RANDOM_LENGTH);
    int behindSuites = clientHello.behindVector16(behindSessionId);
    return clientHello.copy(behindSuites + 1, clientHello.behindVector8(behindSuites));
  }

  /** Of a NewSessionTicket of TLS 1.3: behind its lifetime, age_add and nonce. */
  static int ticketLength(MessageBytes newSessionTicket) {
    return newSessionTicket.uint16(newSessionTicket.behindVector8(HEADER + 8));
  }

  static String serverRandom(MessageBytes serverHello) {
    return serverHello.hex(SERVER_RANDOM, RANDOM_LENGTH);
  }

  /** The named curve of a ServerKeyExchange (RFC 8422 section 5.4), else -1. */
  static int group(MessageBytes serverKeyExchange, @Nullable KeyExchange kind) {
    boolean named = kind == KeyExchange.ECDHE && serverKeyExchange.uint8(HEADER) == NAMED_CURVE;
    return named ? serverKeyExchange.uint16(HEADER + 1) : -1;
  }

  /** The scheme of the signature over a ServerKeyExchange, which follows the parameters. */
  static int keyExchangeSignature(MessageBytes message, @Nullable KeyExchange kind) {
    if (kind == KeyExchange.ECDHE) {
      return message.uint16(message.behindVector8(HEADER + 3));
    }
    if (kind == KeyExchange.DHE) {
      int behindPrime = message.behindVector16(HEADER);
      int behindGenerator = message.behindVector16(behindPrime);
      return message.uint16(message.behindVector16(behindGenerator));
    }
    return -1;
  }

  static int certificateSignature(MessageBytes certificateVerify) {
    return certificateVerify.uint16(HEADER);
  }
}
