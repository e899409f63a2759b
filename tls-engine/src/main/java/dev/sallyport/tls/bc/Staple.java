package dev.sallyport.tls.bc;

import dev.sallyport.certs.OcspResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Hashtable;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsUtils;

/**
 * An OCSP response in the forms of the protocol, each made once: the message of TLS 1.2 (RFC 6066
 * section 8), and the chain of TLS 1.3 with the same as an extension of its leaf (RFC 8446 section
 * 4.4.2.1).
 */
final class Staple {
  private final OcspResponse response;
  private final CertificateStatus status;
  private final Certificate chain;

  /**
   * @param bare the chain of TLS 1.3 without it
   */
  @SuppressWarnings("JdkObsolete") // the API is older than Map
  Staple(OcspResponse response, Certificate bare) throws IOException {
    this.response = response;
    OCSPResponse parsed = OCSPResponse.getInstance(response.der());
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    new CertificateStatus(CertificateStatusType.ocsp, parsed).encode(content);
    this.status = new Encoded(parsed, content.toByteArray());
    Hashtable<Integer, byte[]> extensions = new Hashtable<>();
    extensions.put(TlsExtensionsUtils.EXT_status_request, content.toByteArray());
    CertificateEntry[] entries = bare.getCertificateEntryList();
    entries[0] = new CertificateEntry(entries[0].getCertificate(), extensions);
    this.chain = new Certificate(CertificateType.X509, TlsUtils.EMPTY_BYTES, entries);
  }

  OcspResponse response() {
    return response;
  }

  /** What the message CertificateStatus of TLS 1.2 carries. */
  CertificateStatus status() {
    return status;
  }

  /** What the message Certificate of TLS 1.3 carries. */
  Certificate chain() {
    return chain;
  }

  /** One that is not encoded anew for each message. */
  private static final class Encoded extends CertificateStatus {
    private final byte[] content;

    Encoded(OCSPResponse response, byte[] content) {
      super(CertificateStatusType.ocsp, response);
      this.content = content;
    }

    @Override
    public void encode(OutputStream output) throws IOException {
      output.write(content);
    }
  }
}
