package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsEvent;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsHash;
import org.jspecify.annotations.Nullable;

/**
 * The hash over all handshake messages of a TLS 1.3 connection, both Finished included (RFC 8446
 * section 4.4.1): the keys of tickets come from it, and Bouncy Castle keeps its own to itself.
 */
final class Transcript {
  private final TlsCrypto crypto;
  private final List<byte[]> beforeHash = new ArrayList<>();
  private @Nullable TlsHash hash;
  private boolean over;

  Transcript(TlsCrypto crypto) {
    this.crypto = crypto;
  }

  /**
   * A message came or went out, or a part of one did.
   *
   * @param parameters as they were agreed on before this message; null before the first
   */
  void add(MessageBytes message, @Nullable SecurityParameters parameters) {
    if (hash == null && !over && parameters != null && parameters.getNegotiatedVersion() != null) {
      begin(parameters, message);
    }
    if (over) {
      return;
    }
    if (hash == null) {
      beforeHash.add(message.copy(0, message.length()));
    } else {
      hash.update(message.buffer(), message.offset(), message.length());
    }
  }

  /** The hash is known: by the server when it answers, by the client behind the answer. */
  private void begin(SecurityParameters parameters, MessageBytes message) {
    if (!ProtocolVersion.TLSv13.equals(parameters.getNegotiatedVersion())) {
      end();
      return;
    }
    TlsHash begun = crypto.createHash(parameters.getPRFCryptoHashAlgorithm());
    byte[] hello = beforeHash.get(0);
    begun.update(hello, 0, hello.length);
    MessageBytes answer = message;
    if (beforeHash.size() > 1) {
      byte[] received = beforeHash.get(1);
      answer = new MessageBytes(received, 0, received.length);
    }
    if (Messages.type(HandshakeType.server_hello, answer) == TlsEvent.Type.HELLO_RETRY_REQUEST) {
      byte[] digest = begun.calculateHash();
      byte[] header = {(byte) HandshakeType.message_hash, 0, 0, (byte) digest.length};
      begun.update(header, 0, header.length);
      begun.update(digest, 0, digest.length);
    }
    for (byte[] more : beforeHash.subList(1, beforeHash.size())) {
      begun.update(more, 0, more.length);
    }
    beforeHash.clear();
    hash = begun;
  }

  /** The hash over all messages so far, for which there was a ServerHello of TLS 1.3. */
  byte[] value() {
    if (hash == null) {
      throw new IllegalStateException("no hash was agreed on");
    }
    return hash.cloneHash().calculateHash();
  }

  /** Nothing is added any more. */
  void end() {
    over = true;
    hash = null;
    beforeHash.clear();
  }
}
