package dev.sallyport.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The subject alternative names of a certificate (RFC 5280 §4.2.1.6).
 *
 * @param dns dNSName as they stand, also wildcards
 * @param addresses iPAddress
 * @param others every other name, made printable, with its kind as prefix
 */
record SubjectNames(List<String> dns, List<InetAddress> addresses, List<String> others) {
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?:$|:)");

  SubjectNames {
    dns = List.copyOf(dns);
    addresses = List.copyOf(addresses);
    others = List.copyOf(others);
  }

  private static final SubjectNames NONE = new SubjectNames(List.of(), List.of(), List.of());

  /** The names in a certificate, none where it lacks the extension. */
  static SubjectNames of(X509Certificate certificate) throws CertificateParsingException {
    return Extensions.read(
            certificate,
            Extension.subjectAlternativeName,
            value -> of(GeneralNames.getInstance(value)))
        .orElse(NONE);
  }

  private static SubjectNames of(GeneralNames names) {
    List<String> dns = new ArrayList<>();
    List<InetAddress> addresses = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (GeneralName name : names.getNames()) {
      switch (name.getTagNo()) {
        case GeneralName.dNSName -> dns.add(ia5(name));
        case GeneralName.iPAddress -> addAddress(name, addresses, others);
        case GeneralName.rfc822Name -> others.add(Printable.text("email:" + ia5(name)));
        case GeneralName.uniformResourceIdentifier ->
            others.add(Printable.text("URI:" + ia5(name)));
        default -> others.add("other:" + name.getTagNo());
      }
    }
    return new SubjectNames(dns, addresses, others);
  }

  private static String ia5(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString();
  }

  private static void addAddress(
      GeneralName name, List<InetAddress> addresses, List<String> others) {
    byte[] octets = ASN1OctetString.getInstance(name.getName()).getOctets();
    try {
      addresses.add(InetAddress.getByAddress(octets));
    } catch (UnknownHostException e) { // neither 4 nor 16 octets: it names no host
      others.add("IP:" + HexFormat.of().formatHex(octets));
    }
  }

  /** Whether one of the names stands for a host. */
  boolean include(HostName host) {
    InetAddress address = host.address();
    return address == null ? dns.stream().anyMatch(host::matches) : addresses.contains(address);
  }

  /** All names for a person, safe for logs. */
  List<String> printable() {
    return Stream.of(
            dns.stream().map(Printable::text),
            addresses.stream().map(SubjectNames::text),
            others.stream())
        .flatMap(names -> names)
        .toList();
  }

  /** An address as RFC 5952 writes it. */
  static String text(InetAddress address) {
    String full = address.getHostAddress();
    int zone = full.indexOf('%');
    String plain = zone < 0 ? full : full.substring(0, zone);
    return ZEROS
        .matcher(plain)
        .results()
        .reduce((a, b) -> b.group().length() > a.group().length() ? b : a)
        .map(longest -> shorten(plain, longest))
        .orElse(plain);
  }

  private static String shorten(String address, MatchResult zeros) {
    return address.substring(0, zeros.start()) + "::" + address.substring(zeros.end());
  }
}
