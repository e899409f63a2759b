package dev.sallyport.tls.bc;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.jspecify.annotations.Nullable;

/**
 * Protects records by an AEAD cipher: TLS 1.2 as RFC 5288 (AES-GCM) and RFC 7905 (ChaCha20) have
 * it, TLS 1.3 as RFC 8446 section 5.2 has it. Records are opened where they lie, and sealed in the
 * one buffer of the event loop: what {@link #encodePlaintext} returns holds until the next call of
 * any of these on the loop. Keys change by KeyUpdate (TLS 1.3), which Bouncy Castle sends after
 * 2^20 records: far within the limits of RFC 8446 section 5.5.
 */
final class RecordCipher implements TlsCipher {

  /** The part of an RFC 5288 nonce that travels with each record, the sequence number here. */
  private static final int EXPLICIT_NONCE = 8;

  private static final int AAD_TLS12 = 13;
  private static final int AAD_TLS13 = 5;

  private final Crypto crypto;
  private final TlsCryptoParameters parameters;
  private final Aead.Algorithm algorithm;
  private final boolean tls13;
  private final int explicitNonce;
  private final Aead sealing;
  private final Aead opening;
  private final byte[] sealingIv;
  private final byte[] openingIv;
  private final byte[] nonce = new byte[Aead.NONCE];
  private final byte[] additionalData;
  private @Nullable EarlyData earlyData;
  private long passedOver;

  RecordCipher(Crypto crypto, TlsCryptoParameters parameters, Aead.Algorithm algorithm)
      throws IOException {
    this.crypto = crypto;
    this.parameters = parameters;
    this.algorithm = algorithm;
    SecurityParameters handshake = parameters.getSecurityParametersHandshake();
    tls13 = TlsUtils.isTLSv13(handshake.getNegotiatedVersion());
    boolean explicit = !tls13 && algorithm != Aead.Algorithm.CHACHA20_POLY1305;
    explicitNonce = explicit ? EXPLICIT_NONCE : 0;
    additionalData = new byte[tls13 ? AAD_TLS13 : AAD_TLS12];
    sealing = Aead.sealing(algorithm, crypto.ciphers());
    opening = Aead.opening(algorithm, crypto.ciphers());
    sealingIv = new byte[Aead.NONCE - explicitNonce];
    openingIv = new byte[Aead.NONCE - explicitNonce];
    if (tls13) {
      derive(handshake, opening, openingIv, !parameters.isServer());
      derive(handshake, sealing, sealingIv, parameters.isServer());
    } else {
      takeKeyBlock();
    }
  }

  /** RFC 5246 section 6.3: the client's key, the server's, the client's IV, the server's. */
  private void takeKeyBlock() {
    boolean server = parameters.isServer();
    int key = algorithm.keyLength();
    byte[] block = TlsImplUtils.calculateKeyBlock(parameters, 2 * (key + sealingIv.length));
    (server ? opening : sealing).key(block, 0);
    (server ? sealing : opening).key(block, key);
    int iv = sealingIv.length;
    System.arraycopy(block, 2 * key, server ? openingIv : sealingIv, 0, iv);
    System.arraycopy(block, 2 * key + iv, server ? sealingIv : openingIv, 0, iv);
    Arrays.fill(block, (byte) 0);
  }

  /** RFC 8446 section 7.3. */
  private void derive(SecurityParameters secrets, Aead aead, byte[] iv, boolean ofServer)
      throws IOException {
    TlsSecret secret =
        ofServer ? secrets.getTrafficSecretServer() : secrets.getTrafficSecretClient();
    if (secret == null) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    int hash = secrets.getPRFCryptoHashAlgorithm();
    byte[] key = expand(secret, hash, "key", algorithm.keyLength());
    aead.key(key, 0);
    Arrays.fill(key, (byte) 0);
    System.arraycopy(expand(secret, hash, "iv", iv.length), 0, iv, 0, iv.length);
  }

  private static byte[] expand(TlsSecret secret, int hash, String label, int length)
      throws IOException {
    return TlsCryptoUtils.hkdfExpandLabel(secret, hash, label, TlsUtils.EMPTY_BYTES, length)
        .extract();
  }

  @Override
  public TlsEncodeResult encodePlaintext(
      long sequence,
      short contentType,
      ProtocolVersion version,
      int header,
      byte[] plaintext,
      int offset,
      int length)
      throws IOException {
    int content = tls13 ? length + 1 : length;
    int fragment = explicitNonce + content + Aead.TAG;
    byte[] record = crypto.recordBuffer(header + fragment);
    int at = header + explicitNonce;
    nonce(sealingIv, sequence);
    System.arraycopy(nonce, Aead.NONCE - explicitNonce, record, header, explicitNonce);
    short recordType = tls13 ? ContentType.application_data : contentType;
    additionalData(sequence, recordType, version, tls13 ? fragment : length);
    sealing.begin(nonce, additionalData);
    int type = tls13 ? contentType : Aead.NO_TYPE;
    if (sealing.seal(plaintext, offset, length, type, record, at) != content + Aead.TAG) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    return new TlsEncodeResult(record, 0, header + fragment, recordType);
  }

  /** Until a record can be opened, early data may come, which is under another key. */
  void expect(EarlyData early) {
    earlyData = early;
  }

  /** Gives an empty record for one of early data, which has no sequence number here. */
  @Override
  public TlsDecodeResult decodeCiphertext(
      long sequence,
      short recordType,
      ProtocolVersion version,
      byte[] ciphertext,
      int offset,
      int length)
      throws IOException {
    long number = sequence - passedOver;
    if (earlyData == null) {
      return opened(number, recordType, version, ciphertext, offset, length);
    }
    try {
      TlsDecodeResult result = opened(number, recordType, version, ciphertext, offset, length);
      earlyData = null;
      return result;
    } catch (TlsFatalAlert e) {
      if (!earlyData.passesOver(recordType, e)) {
        throw e;
      }
      passedOver++;
      return new TlsDecodeResult(ciphertext, offset, 0, ContentType.application_data);
    }
  }

  private TlsDecodeResult opened(
      long sequence,
      short recordType,
      ProtocolVersion version,
      byte[] ciphertext,
      int offset,
      int length)
      throws IOException {
    int content = length - explicitNonce - Aead.TAG;
    if (content < (tls13 ? 1 : 0)) {
      throw new TlsFatalAlert(AlertDescription.bad_record_mac, "too short for its tag");
    }
    int at = offset + explicitNonce;
    nonce(openingIv, sequence);
    System.arraycopy(ciphertext, offset, nonce, Aead.NONCE - explicitNonce, explicitNonce);
    additionalData(sequence, recordType, version, tls13 ? length : content);
    opening.begin(nonce, additionalData);
    if (opening.open(ciphertext, at, content + Aead.TAG) != content) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    if (!tls13) {
      return new TlsDecodeResult(ciphertext, at, content, recordType);
    }
    int last = lastNonZero(ciphertext, at, content);
    short type = (short) (ciphertext[last] & 0xFF);
    if (last == at && (type == ContentType.handshake || type == ContentType.alert)) {
      throw new TlsFatalAlert(AlertDescription.unexpected_message, "an empty record");
    }
    return new TlsDecodeResult(ciphertext, at, last - at, type);
  }

  /** The content's type, which padding may follow (RFC 8446 section 5.4). */
  private static int lastNonZero(byte[] plaintext, int offset, int length) throws TlsFatalAlert {
    int last = offset + length - 1;
    while (last >= offset && plaintext[last] == 0) {
      last--;
    }
    if (last < offset) {
      throw new TlsFatalAlert(AlertDescription.unexpected_message, "a record of padding alone");
    }
    return last;
  }

  /** The IV and the sequence number: one after the other if that is explicit, else added. */
  private void nonce(byte[] iv, long sequence) {
    if (explicitNonce > 0) {
      System.arraycopy(iv, 0, nonce, 0, iv.length);
      TlsUtils.writeUint64(sequence, nonce, iv.length);
      return;
    }
    nonce[0] = 0;
    nonce[1] = 0;
    nonce[2] = 0;
    nonce[3] = 0;
    TlsUtils.writeUint64(sequence, nonce, Aead.NONCE - Long.BYTES);
    for (int i = 0; i < iv.length; i++) {
      nonce[i] ^= iv[i];
    }
  }

  /**
   * RFC 8446 section 5.2: the record's header; RFC 5246 section 6.2.3.3: the same after the
   * sequence number, with the length of the content.
   */
  private void additionalData(long sequence, short type, ProtocolVersion version, int length)
      throws IOException {
    int at = additionalData.length - AAD_TLS13;
    if (at > 0) {
      TlsUtils.writeUint64(sequence, additionalData, 0);
    }
    additionalData[at] = (byte) type;
    TlsUtils.writeVersion(version, additionalData, at + 1);
    TlsUtils.writeUint16(length, additionalData, at + 3);
  }

  @Override
  public int getCiphertextDecodeLimit(int plaintextLimit) {
    return plaintextLimit + overhead();
  }

  @Override
  public int getCiphertextEncodeLimit(int plaintextLimit) {
    return plaintextLimit + overhead();
  }

  @Override
  public int getPlaintextDecodeLimit(int ciphertextLimit) {
    return ciphertextLimit - overhead();
  }

  @Override
  public int getPlaintextEncodeLimit(int ciphertextLimit) {
    return ciphertextLimit - overhead();
  }

  private int overhead() {
    return explicitNonce + Aead.TAG + (tls13 ? 1 : 0);
  }

  @Override
  public void rekeyDecoder() throws IOException {
    derive(connection(), opening, openingIv, !parameters.isServer());
  }

  @Override
  public void rekeyEncoder() throws IOException {
    derive(connection(), sealing, sealingIv, parameters.isServer());
  }

  private SecurityParameters connection() {
    return parameters.getSecurityParametersConnection();
  }

  @Override
  public boolean usesOpaqueRecordTypeDecode() {
    return tls13;
  }

  @Override
  public boolean usesOpaqueRecordTypeEncode() {
    return tls13;
  }
}
