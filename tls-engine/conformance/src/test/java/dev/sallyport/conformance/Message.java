package dev.sallyport.conformance;

/** A handshake message of each type, well-formed by itself. */
enum Message {
  HELLO_REQUEST("HelloRequest", 0, ""),
  CLIENT_HELLO(
      "ClientHello",
      1,
      "0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 0004 c02b1301 0100"
          + " 0012 000a00040002001d 000d00060004 04030804"),
  SERVER_HELLO(
      "ServerHello",
      2,
      "0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c02b 00 0000"),
  NEW_SESSION_TICKET("NewSessionTicket", 4, "00000e10 00000000 01 00 0004 01020304 0000"),
  END_OF_EARLY_DATA("EndOfEarlyData", 5, ""),
  ENCRYPTED_EXTENSIONS("EncryptedExtensions", 8, "0000"),
  CERTIFICATE("Certificate", 11, "00 000000"),
  SERVER_KEY_EXCHANGE("ServerKeyExchange", 12, "03001d 00"),
  CERTIFICATE_REQUEST("CertificateRequest", 13, "00 0008 000d 0004 0002 0403"),
  SERVER_HELLO_DONE("ServerHelloDone", 14, ""),
  CERTIFICATE_VERIFY("CertificateVerify", 15, "0403 0004 01020304"),
  CLIENT_KEY_EXCHANGE(
      "ClientKeyExchange",
      16,
      "20 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
  FINISHED("Finished", 20, "000102030405060708090a0b"),
  CERTIFICATE_URL("CertificateURL", 21, "00 0000"),
  CERTIFICATE_STATUS("CertificateStatus", 22, "01 000001 00"),
  SUPPLEMENTAL_DATA("SupplementalData", 23, "000004 4002 0000"),
  KEY_UPDATE("KeyUpdate", 24, "00"),
  COMPRESSED_CERTIFICATE("CompressedCertificate", 25, "0001 000001 000001 00"),
  NEXT_PROTOCOL("NextProtocol", 67, "00 00"),
  MESSAGE_HASH("message_hash", 254, "00"),
  UNKNOWN("message of type 99", 99, "");

  private final String label;
  private final int type;
  private final String body;

  Message(String label, int type, String body) {
    this.label = label;
    this.type = type;
    this.body = body;
  }

  String label() {
    return label;
  }

  byte[] bytes() {
    return Bytes.message(type, Bytes.hex(body));
  }
}
