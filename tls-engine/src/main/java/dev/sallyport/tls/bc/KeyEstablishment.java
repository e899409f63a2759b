package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsVersion;

/** Reports when the secrets of one connection come into being; it never sees them. */
final class KeyEstablishment {
  private final Findings findings;
  private final Reports reports;
  private final EarlyData earlyData;
  private int ciphersMade;

  KeyEstablishment(Findings findings, Reports reports, EarlyData earlyData) {
    this.findings = findings;
    this.reports = reports;
    this.earlyData = earlyData;
  }

  /** The shared secret of a key agreement was computed. */
  void agreed() {
    preMaster(TlsFacts.PreMaster.Origin.KEY_AGREEMENT);
  }

  /** A pre-master secret was decrypted that the client had encrypted under our key. */
  void decrypted() {
    preMaster(TlsFacts.PreMaster.Origin.CLIENT_ENCRYPTED);
  }

  private void preMaster(TlsFacts.PreMaster.Origin by) {
    long at = reports.now();
    findings.preMaster(at, by);
    reports.fact(TlsEvent.Type.PRE_MASTER_SECRET, at);
  }

  /** A cipher was made from derived keys; in TLS 1.3 first for the handshake, then for data. */
  void cipherMade(RecordCipher cipher) {
    ciphersMade++;
    if (ciphersMade == (findings.version() == TlsVersion.TLS_1_2 ? 1 : 2)) {
      long at = reports.now();
      findings.keysDerived(at);
      reports.fact(TlsEvent.Type.KEYS_DERIVED, at);
    }
    if (ciphersMade == 1) {
      earlyData.keysMade(cipher);
    }
  }
}
