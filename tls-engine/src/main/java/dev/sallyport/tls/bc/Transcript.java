package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsEvent;
import java.io.ByteArrayOutputStream;
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
  private final ByteArrayOutputStream beforeHash = new ByteArrayOutputStream();
  private @Nullable TlsHash hash;
  private boolean over;

  Transcript(TlsCrypto crypto) {
    this.crypto = crypto;
  }

  /** A message came. */
  void received(MessageBytes message) {
    add(message);
  }

  /** A message went out, or a part of one; the first is a ServerHello or a HelloRetryRequest. */
  void sent(MessageBytes content, SecurityParameters parameters) {
    if (hash == null && !over) {
      begin(content, parameters);
    }
    add(content);
  }

  private void begin(MessageBytes first, SecurityParameters parameters) {
    if (!ProtocolVersion.TLSv13.equals(parameters.getNegotiatedVersion())) {
      end();
      return;
    }
    hash = crypto.createHash(parameters.getPRFCryptoHashAlgorithm());
    byte[] hello = beforeHash.toByteArray();
    hash.update(hello, 0, hello.length);
    beforeHash.reset();
    if (Messages.type(HandshakeType.server_hello, first) == TlsEvent.Type.HELLO_RETRY_REQUEST) {
      byte[] digest = hash.calculateHash();
      byte[] header = {(byte) HandshakeType.message_hash, 0, 0, (byte) digest.length};
      hash.update(header, 0, header.length);
      hash.update(digest, 0, digest.length);
    }
  }

  private void add(MessageBytes message) {
    if (over) {
      return;
    }
    if (hash == null) {
      beforeHash.write(message.buffer(), message.offset(), message.length());
    } else {
      hash.update(message.buffer(), message.offset(), message.length());
    }
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
    beforeHash.reset();
  }
}
