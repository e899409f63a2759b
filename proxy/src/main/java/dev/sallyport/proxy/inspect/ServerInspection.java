package dev.sallyport.proxy.inspect;

import dev.sallyport.certs.ChainOutline;
import dev.sallyport.certs.Verdict;
import dev.sallyport.config.ServerAddress;
import dev.sallyport.tls.FailureType;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsFailure;
import dev.sallyport.tls.TlsVersion;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows in a TLS handshake, and whether it can be believed.
 *
 * @param serverName what is asked for by SNI and has to stand in the certificate
 * @param alpn protocols that are offered; empty: none
 * @param patience the longest that connecting and the handshake may take, each
 */
public record ServerInspection(
    ServerAddress target, String serverName, List<String> alpn, Trust trust, Duration patience) {
  public ServerInspection {
    alpn = List.copyOf(alpn);
  }

  /**
   * Connects and looks.
   *
   * @throws IOException when there is no connection, or it breaks in the handshake
   */
  public Inspection inspect() throws IOException {
    try (Socket socket = connect()) {
      InetSocketAddress address = (InetSocketAddress) socket.getRemoteSocketAddress();
      TlsProbe.Finding finding =
          TlsProbe.handshake(socket, serverName, trust.verifier(), alpn, patience);
      Sheet sheet = new Sheet();
      sheet.heading(target + (speaksTls(finding) ? ": TLS, asked for " + serverName : ": no TLS"));
      sheet.row("address", NetUtil.toAddressString(address.getAddress()));
      connection(finding, sheet);
      certificates(finding, sheet);
      return new Inspection(sheet.lines(), verdict(finding, sheet));
    } catch (UnknownHostException e) {
      throw new IOException(target + ": no such host", e);
    } catch (IOException e) {
      throw new IOException(target + ": " + e.getMessage(), e);
    }
  }

  /** The first address of the host that takes a connection. */
  private Socket connect() throws IOException {
    IOException last = null;
    for (InetAddress address : InetAddress.getAllByName(target.host())) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, target.port()), (int) patience.toMillis());
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last != null ? last : new UnknownHostException(target.host());
  }

  private static boolean speaksTls(TlsProbe.Finding finding) {
    return finding.failure() == null || finding.failure().type() != FailureType.NOT_TLS;
  }

  private void connection(TlsProbe.Finding finding, Sheet sheet) {
    TlsFacts facts = finding.facts();
    TlsVersion version = facts.version();
    known(sheet, "version", version == null ? null : version.wireName());
    known(sheet, "cipher suite", facts.cipherSuite());
    known(sheet, "group", facts.group());
    known(sheet, "signature", facts.signature());
    if (!alpn.isEmpty() && finding.failure() == null) {
      String chosen = facts.alpn();
      String offered = String.join(", ", alpn);
      sheet.row("ALPN", (chosen == null ? "none" : chosen) + " of " + offered);
    }
    if (finding.clientCertificateWanted()) {
      sheet.row("client", "the server asks for a certificate");
    }
  }

  private static void known(Sheet sheet, String label, @Nullable String value) {
    if (value != null) {
      sheet.row(label, value);
    }
  }

  private void certificates(TlsProbe.Finding finding, Sheet sheet) {
    new CertificateText(trust.clock().instant()).describe(finding.chain(), sheet);
  }

  private boolean verdict(TlsProbe.Finding finding, Sheet sheet) {
    sheet.heading("all in all");
    if (!finding.chain().isEmpty()) {
      ChainOutline outline = ChainOutline.of(finding.chain(), finding.chain().get(0));
      sheet.rows("chain", CertificateText.chain(outline, trust));
      judged(finding.verdict(), outline, sheet);
    }
    TlsFailure failure = finding.failure();
    boolean withoutUs = failure != null && refusesStrangers(finding, failure);
    if (failure != null) {
      String detail = failure.type().id() + ": " + failure.detail();
      sheet.row(
          withoutUs ? "client" : "failed",
          withoutUs ? "without its certificate the server goes no further, " + detail : detail);
    }
    Verdict verdict = finding.verdict();
    return (failure == null || withoutUs) && verdict != null && verdict.trusted();
  }

  /** Whether the server has proved who it is, and left since we did not. */
  private static boolean refusesStrangers(TlsProbe.Finding finding, TlsFailure failure) {
    return finding.clientCertificateWanted()
        && switch (failure.type()) {
          case PEER_ALERT, PEER_CLOSED, CERTIFICATE_REJECTED_BY_PEER -> true;
          default -> false;
        };
  }

  private void judged(@Nullable Verdict verdict, ChainOutline outline, Sheet sheet) {
    if (verdict == null) {
      return;
    }
    if (verdict.trusted()) {
      sheet.row("verdict", "trusted, for " + serverName + ", by " + trust.name());
      return;
    }
    sheet.row("verdict", VerdictText.of(verdict) + ": " + verdict.detail());
    trust.adviceOn(verdict, outline.last()).ifPresent(advice -> sheet.row("hint", advice));
  }
}
