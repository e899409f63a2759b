package dev.sallyport.tls.bc;

import dev.sallyport.certs.Identity;
import dev.sallyport.certs.OcspResponse;
import dev.sallyport.certs.OcspStaples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CertificateStatusType;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.jspecify.annotations.Nullable;

/** An OCSP response in the forms of the protocol (RFC 6066 section 8, RFC 8446 section 4.4.2.1). */
record Staple(OcspResponse response) {

  /**
   * What goes with the certificate of an identity; null if it is not there, or not asked for.
   *
   * @param asked the client's status_request
   */
  static @Nullable Staple of(
      @Nullable OcspStaples staples, @Nullable CertificateStatusRequest asked, Identity identity) {
    boolean wanted = asked != null && asked.getStatusType() == CertificateStatusType.ocsp;
    OcspResponse response = staples == null || !wanted ? null : staples.of(identity);
    return response == null ? null : new Staple(response);
  }

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
