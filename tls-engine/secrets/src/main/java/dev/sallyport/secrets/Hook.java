package dev.sallyport.secrets;

import java.util.List;

/**
 * A method that a secret passes through.
 *
 * @param type the internal name of its class
 * @param method its name
 * @param descriptor its descriptor
 * @param argument which argument is secret, from 1; {@link #RESULT}: what it returns
 */
record Hook(String type, String method, String descriptor, int argument) {

  static final int RESULT = 0;

  /**
   * Where private keys are made and read, symmetric keys (of records, tickets and MACs) are used,
   * passwords are given, and each secret of TLS comes to be: pre-master, master, handshake, traffic
   * and resumption secrets.
   */
  static final List<Hook> ALL =
      List.of(
          new Hook(
              "java/security/KeyPair",
              "<init>",
              "(Ljava/security/PublicKey;Ljava/security/PrivateKey;)V",
              2),
          new Hook(
              "java/security/KeyFactory",
              "generatePrivate",
              "(Ljava/security/spec/KeySpec;)Ljava/security/PrivateKey;",
              RESULT),
          new Hook("javax/crypto/spec/SecretKeySpec", "<init>", "([BLjava/lang/String;)V", 1),
          new Hook("javax/crypto/spec/PBEKeySpec", "<init>", "([C)V", 1),
          new Hook("javax/crypto/spec/PBEKeySpec", "<init>", "([C[BI)V", 1),
          new Hook("javax/crypto/spec/PBEKeySpec", "<init>", "([C[BII)V", 1),
          new Hook("java/security/KeyStore", "load", "(Ljava/io/InputStream;[C)V", 2),
          new Hook("dev/sallyport/config/Secret", "<init>", "(Ljava/lang/String;)V", 1),
          new Hook("org/bouncycastle/tls/crypto/impl/AbstractTlsSecret", "<init>", "([B)V", 1));

  boolean is(String name, String signature) {
    return method.equals(name) && descriptor.equals(signature);
  }
}
