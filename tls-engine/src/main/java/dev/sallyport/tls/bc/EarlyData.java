package dev.sallyport.tls.bc;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/**
 * The early data of one connection, which this server never takes: it passes over the records of a
 * client that sent some nevertheless (RFC 8446 section 4.2.10). The limit on octets before the
 * handshake is complete bounds them.
 */
final class EarlyData {
  private boolean offered;
  private boolean keysMade;
  private boolean discarding;

  /** The client says that it sends some. */
  void offered() {
    offered = true;
  }

  /**
   * The cipher of the handshake: until a record can be decrypted, those that cannot are early data.
   */
  TlsCipher guard(TlsCipher cipher) {
    keysMade = true;
    return offered ? new Guard(cipher) : cipher;
  }

  /**
   * Whether a record of that type is early data that comes between a HelloRetryRequest and the
   * ClientHello that answers it.
   */
  boolean is(int type) {
    return offered && !keysMade && type == ContentType.application_data;
  }

  /** Whether the application data that came is what is left of a record that was passed over. */
  boolean discards() {
    boolean discarded = discarding;
    discarding = false;
    return discarded;
  }

  /** Gives an empty record for each that it passes over, and does not count it. */
  private final class Guard implements TlsCipher {
    private final TlsCipher cipher;
    private boolean decrypted;
    private long passedOver;

    Guard(TlsCipher cipher) {
      this.cipher = cipher;
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
        long number, short type, ProtocolVersion version, byte[] record, int offset, int length)
        throws IOException {
      try {
        TlsDecodeResult result =
            cipher.decodeCiphertext(number - passedOver, type, version, record, offset, length);
        decrypted = true;
        return result;
      } catch (TlsFatalAlert e) {
        if (decrypted
            || type != ContentType.application_data
            || e.getAlertDescription() != AlertDescription.bad_record_mac) {
          throw e;
        }
        passedOver++;
        discarding = true;
        return new TlsDecodeResult(record, offset, 0, ContentType.application_data);
      }
    }

    @Override
    public TlsEncodeResult encodePlaintext(
        long number,
        short type,
        ProtocolVersion version,
        int header,
        byte[] plaintext,
        int offset,
        int length)
        throws IOException {
      return cipher.encodePlaintext(number, type, version, header, plaintext, offset, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
      return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
      return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
      return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
      return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
      cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
      cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
      return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
      return cipher.usesOpaqueRecordTypeEncode();
    }
  }
}
