package dev.sallyport.tls.bc;

import dev.sallyport.certs.OcspResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.TlsExtensionsUtils;

/** An OCSP response in the forms of the protocol (RFC 6066 section 8, RFC 8446 section 4.4.2.1). */
record Staple(OcspResponse response) {

  /** What the message CertificateStatus of TLS 1.2 carries. */
  CertificateStatus status() {
    return new CertificateStatus(
        CertificateStatusType.ocsp, OCSPResponse.getInstance(response.der()));
  }

  /** The extension of a CertificateEntry of TLS 1.3, whose content is the same. */
  @SuppressWarnings("JdkObsolete") // the API is older than Map
  Hashtable<Integer, byte[]> extension() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    status().encode(content);
    Hashtable<Integer, byte[]> extensions = new Hashtable<>();
    extensions.put(TlsExtensionsUtils.EXT_status_request, content.toByteArray());
    return extensions;
  }
}
