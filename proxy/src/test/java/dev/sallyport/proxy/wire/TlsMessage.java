package dev.sallyport.proxy.wire;

import java.util.Map;

/**
 * A message of TLS in a packet.
 *
 * @param name as it stands in a record's timeline; of an alert with its code
 */
record TlsMessage(String name) {

  /** A record that could not be decrypted. */
  static final TlsMessage UNREADABLE = new TlsMessage("a record that is not decrypted");

  static final TlsMessage CHANGE_CIPHER_SPEC = new TlsMessage("tls.change_cipher_spec");
  static final TlsMessage CLOSE_NOTIFY = new TlsMessage("tls.close_notify");

  private static final Map<Integer, String> HANDSHAKE =
      Map.ofEntries(
          Map.entry(0, "hello_request"),
          Map.entry(1, "client_hello"),
          Map.entry(2, "server_hello"),
          Map.entry(4, "new_session_ticket"),
          Map.entry(8, "encrypted_extensions"),
          Map.entry(11, "certificate"),
          Map.entry(12, "server_key_exchange"),
          Map.entry(13, "certificate_request"),
          Map.entry(14, "server_hello_done"),
          Map.entry(15, "certificate_verify"),
          Map.entry(16, "client_key_exchange"),
          Map.entry(20, "finished"),
          Map.entry(22, "certificate_status"),
          Map.entry(24, "key_update"));

  static TlsMessage handshake(int type) {
    return new TlsMessage("tls." + HANDSHAKE.getOrDefault(type, "unknown_message"));
  }

  static TlsMessage helloRetryRequest() {
    return new TlsMessage("tls.hello_retry_request");
  }

  static TlsMessage alert(int code) {
    return code == 0 ? CLOSE_NOTIFY : new TlsMessage("tls.alert " + code);
  }
}
