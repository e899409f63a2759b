package dev.sallyport.proxy.inspect;

import dev.sallyport.certs.CertificateDetails;
import dev.sallyport.certs.CertificateSummary;
import dev.sallyport.certs.ChainOutline;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Certificates in words.
 *
 * @param now the moment at which they are looked at
 */
record CertificateText(Instant now) {
  private static final long HOURS_A_DAY = 24;
  private static final long FEW_HOURS = 48;

  /** A section for each certificate. */
  void describe(List<X509Certificate> certificates, Sheet sheet) {
    for (int i = 0; i < certificates.size(); i++) {
      sheet.heading("certificate " + (i + 1) + " of " + certificates.size());
      describe(CertificateDetails.of(certificates.get(i), now), sheet);
    }
  }

  private void describe(CertificateDetails details, Sheet sheet) {
    CertificateSummary summary = details.summary();
    sheet.row("subject", orNone(summary.subject()));
    sheet.row("issuer", orNone(summary.issuer()));
    if (!details.authority() || !summary.sans().isEmpty()) {
      sheet.row("names", orNone(String.join(", ", summary.sans())));
    }
    sheet.row("key", summary.key());
    sheet.row("valid", validity(details.notBefore(), summary.notAfter()));
    sheet.row(
        "usage",
        (details.authority() ? "CA" : "not a CA")
            + details.usages().stream().map(usage -> ", " + usage).collect(Collectors.joining()));
    sheet.row("signature", details.signature());
    sheet.row("serial", details.serial());
    sheet.row("sha256", summary.sha256());
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  /** From when to when, and how long it will be. */
  String validity(Instant notBefore, Instant notAfter) {
    String left =
        now.isBefore(notBefore)
            ? "begins in " + span(now, notBefore)
            : now.isAfter(notAfter)
                ? "expired " + span(notAfter, now) + " ago"
                : span(now, notAfter) + " left";
    return time(notBefore) + " to " + time(notAfter) + ", " + left;
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
  }

  private static String span(Instant from, Instant to) {
    Duration span = Duration.between(from, to);
    if (span.toHours() < FEW_HOURS) {
      return span.toHours() + " h";
    }
    return Math.round(span.toHours() / (double) HOURS_A_DAY) + " days";
  }

  /** What is wrong with certificates, each by itself and one to the next. */
  List<String> problems(ChainOutline outline, boolean client) {
    List<String> problems = new ArrayList<>();
    List<X509Certificate> given = outline.given();
    for (int i = 0; i < given.size(); i++) {
      CertificateDetails details = CertificateDetails.of(given.get(i), now);
      for (String objection : client ? details.objectionsToClient() : details.objections()) {
        problems.add("certificate " + (i + 1) + " " + objection);
      }
    }
    for (X509Certificate forged : outline.forged()) {
      problems.add(
          "certificate "
              + (given.indexOf(forged) + 1)
              + " is not signed by "
              + CertificateSummary.of(forged).issuer()
              + ", only names it");
    }
    return problems;
  }

  /** Whether certificates are in order, and where they lead. */
  static List<String> chain(ChainOutline outline, Trust trust) {
    List<String> lines = new ArrayList<>();
    lines.add(order(outline));
    List<X509Certificate> strangers = outline.strangers();
    if (!strangers.isEmpty()) {
      lines.add("no part of it: " + numbers(outline.given(), strangers));
    }
    lines.add(end(outline, trust));
    return lines;
  }

  private static String order(ChainOutline outline) {
    if (outline.chain().size() == 1) {
      return "one certificate";
    }
    return outline.inOrder()
        ? outline.chain().size() + " certificates, in order"
        : "not in order: leaf first, each followed by its issuer, is "
            + numbers(outline.given(), outline.chain());
  }

  private static String numbers(List<X509Certificate> given, List<X509Certificate> some) {
    return some.stream()
        .map(certificate -> Integer.toString(given.indexOf(certificate) + 1))
        .collect(Collectors.joining(", "));
  }

  private static String end(ChainOutline outline, Trust trust) {
    X509Certificate last = outline.last();
    String issuer = CertificateSummary.of(last).issuer();
    if (trust.anchors().vouchingFor(last).isPresent()) {
      return "complete: " + issuer + " is in " + trust.name();
    }
    if (trust.localCaVouchesFor(last)) {
      return "complete: " + issuer + " is the local CA, " + trust.localRoot();
    }
    if (outline.endsInRoot()) {
      return outline.chain().size() == 1 ? "self-signed" : "complete: ends in the root " + issuer;
    }
    return "ends below " + issuer + ": a root not known here, or an intermediate is missing";
  }
}
