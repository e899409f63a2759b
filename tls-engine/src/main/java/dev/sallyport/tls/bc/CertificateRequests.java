package dev.sallyport.tls.bc;

import dev.sallyport.certs.TrustAnchors;
import dev.sallyport.tls.TlsVersion;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.WeakHashMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsUtils;

/**
 * How a server asks for certificates of clients: of one of its anchors, and with any signature that
 * we can verify (RFC 8446 section 4.3.2, RFC 5246 section 7.4.4). Made once for each set of
 * anchors, and kept as long as that is in use. One of these per event loop; not thread-safe.
 */
final class CertificateRequests {

  /** Octets of names in a CertificateRequest; a server with more names none, which means any. */
  private static final int MAX_NAMES = 1 << 14;

  private static final int NAME_OVERHEAD = 2;

  private final Map<TrustAnchors, OfEachVersion> known = new WeakHashMap<>();

  private record OfEachVersion(CertificateRequest tls12, CertificateRequest tls13) {}

  CertificateRequest of(TrustAnchors anchors, TlsVersion version) throws IOException {
    OfEachVersion requests = known.get(anchors);
    if (requests == null) {
      requests = make(names(anchors));
      known.put(anchors, requests);
    }
    return version == TlsVersion.TLS_1_3 ? requests.tls13 : requests.tls12;
  }

  private static OfEachVersion make(List<X500Name> names) throws IOException {
    Vector<SignatureAndHashAlgorithm> schemes = SignatureScheme.algorithms();
    short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
    Vector<X500Name> authorities = Vectors.of(names);
    return new OfEachVersion(
        new CertificateRequest(types, schemes, authorities),
        new CertificateRequest(
            TlsUtils.EMPTY_BYTES, schemes, null, names.isEmpty() ? null : authorities));
  }

  private static List<X500Name> names(TrustAnchors anchors) {
    List<X500Name> names = new ArrayList<>();
    int octets = 0;
    for (X500Principal subject :
        anchors.certificates().stream()
            .map(X509Certificate::getSubjectX500Principal)
            .distinct()
            .toList()) {
      byte[] encoded = subject.getEncoded();
      octets += encoded.length + NAME_OVERHEAD;
      names.add(X500Name.getInstance(encoded));
    }
    return octets > MAX_NAMES ? List.of() : names;
  }
}
