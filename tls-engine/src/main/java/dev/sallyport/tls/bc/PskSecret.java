package dev.sallyport.tls.bc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JceTlsSecret;

/**
 * A pre-shared key that a ticket brought. Bouncy Castle takes all of them for external ones and
 * derives the key of their binders by the label "ext binder"; the early secret that is made from
 * this one takes "res binder" instead (RFC 8446 section 7.1). It is overwritten once that is made.
 */
final class PskSecret extends JceTlsSecret {
  private static final byte[] EXTERNAL = label("ext binder");
  private static final byte[] RESUMPTION = label("res binder");

  /** Where a label begins in an HkdfLabel: behind a length of two octets. */
  private static final int LABEL = 2;

  /**
   * @param key is overwritten with this secret
   */
  PskSecret(JcaTlsCrypto crypto, byte[] key) {
    super(crypto, key);
  }

  private static byte[] label(String name) {
    byte[] text = ("tls13 " + name).getBytes(StandardCharsets.US_ASCII);
    byte[] label = new byte[1 + text.length];
    label[0] = (byte) text.length;
    System.arraycopy(text, 0, label, 1, text.length);
    return label;
  }

  /** The zeros that every early secret is extracted with. */
  static final class Salt extends JceTlsSecret {
    Salt(JcaTlsCrypto crypto, int length) {
      super(crypto, new byte[length]);
    }

    @Override
    public synchronized TlsSecret hkdfExtract(int hash, TlsSecret keyMaterial) {
      TlsSecret extracted = super.hkdfExtract(hash, keyMaterial);
      if (!(keyMaterial instanceof PskSecret)) {
        return extracted;
      }
      keyMaterial.destroy();
      return new Early(crypto, extracted.extract());
    }
  }

  /** The early secret of a resumption. */
  private static final class Early extends JceTlsSecret {
    Early(JcaTlsCrypto crypto, byte[] secret) {
      super(crypto, secret);
    }

    @Override
    public synchronized TlsSecret hkdfExpand(int hash, byte[] info, int length) {
      int end = LABEL + EXTERNAL.length;
      boolean binder =
          info.length > end && Arrays.equals(info, LABEL, end, EXTERNAL, 0, EXTERNAL.length);
      if (!binder) {
        return super.hkdfExpand(hash, info, length);
      }
      byte[] other = info.clone();
      System.arraycopy(RESUMPTION, 0, other, LABEL, RESUMPTION.length);
      return super.hkdfExpand(hash, other, length);
    }
  }
}
