package dev.sallyport.proxy.scanners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.Tool;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** sslscan negotiates what is configured, in that order, and nothing else. */
class SslScanIT {

  @TempDir private Path directory;

  @Test
  void findsTheDefaultPolicy() throws Exception {
    Document scan = scan("");

    assertThat(versions(scan)).containsExactly("tls 1.2", "tls 1.3");
    assertThat(suites(scan))
        .containsExactly(
            "TLSv1.3 0x1301", // TLS_AES_128_GCM_SHA256
            "TLSv1.3 0x1302", // TLS_AES_256_GCM_SHA384
            "TLSv1.3 0x1303", // TLS_CHACHA20_POLY1305_SHA256
            "TLSv1.2 0xC02B", // TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            "TLSv1.2 0xC02F", // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            "TLSv1.2 0xC02C", // TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            "TLSv1.2 0xC030", // TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
            "TLSv1.2 0xCCA9", // TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            "TLSv1.2 0xCCA8"); // TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    assertThat(groups(scan))
        .containsExactlyInAnyOrder(
            "TLSv1.3 secp256r1 (NIST P-256)",
            "TLSv1.3 secp384r1 (NIST P-384)",
            "TLSv1.3 x25519",
            "TLSv1.2 secp256r1 (NIST P-256)",
            "TLSv1.2 secp384r1 (NIST P-384)",
            "TLSv1.2 x25519");
    assertThat(flags(scan, "renegotiation", "supported")).containsOnly("0");
    assertThat(flags(scan, "heartbleed", "vulnerable")).hasSize(2).containsOnly("0");
  }

  /** In an order that is neither the default nor sslscan's. */
  @Test
  void findsAPolicyOfOnesOwn() throws Exception {
    Document scan =
        scan(
            """
            versions = ["1.3"], groups = [secp384r1]
            cipher-suites = [TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256]
            """);

    assertThat(versions(scan)).containsExactly("tls 1.3");
    assertThat(suites(scan)).containsExactly("TLSv1.3 0x1303", "TLSv1.3 0x1301");
    assertThat(groups(scan)).containsExactly("TLSv1.3 secp384r1 (NIST P-384)");
  }

  private Document scan(String more) throws Exception {
    Tool sslscan = Tool.of("sslscan");
    try (ScannedProxy scanned = ScannedProxy.start(directory, more)) {
      Tool.Result result =
          sslscan.run(
              List.of(
                  "--no-colour", "--xml=-", "--sni-name=web.test", "127.0.0.1:" + scanned.port()));
      assertThat(result.exitCode()).as(result.err()).isZero();
      return parse(result.out());
    }
  }

  private static Document parse(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }

  private static List<String> versions(Document scan) {
    return all(
            scan,
            "protocol",
            it ->
                it.getAttribute("enabled").equals("1")
                    ? it.getAttribute("type") + " " + it.getAttribute("version")
                    : "")
        .stream()
        .filter(version -> !version.isEmpty())
        .toList();
  }

  private static List<String> suites(Document scan) {
    return all(scan, "cipher", it -> it.getAttribute("sslversion") + " " + it.getAttribute("id"));
  }

  private static List<String> groups(Document scan) {
    return all(scan, "group", it -> it.getAttribute("sslversion") + " " + it.getAttribute("name"));
  }

  private static List<String> flags(Document scan, String element, String attribute) {
    return all(scan, element, it -> it.getAttribute(attribute));
  }

  private static List<String> all(
      Document scan, String element, Function<Element, String> description) {
    NodeList nodes = scan.getElementsByTagName(element);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element found) {
        all.add(description.apply(found));
      }
    }
    return all;
  }
}
