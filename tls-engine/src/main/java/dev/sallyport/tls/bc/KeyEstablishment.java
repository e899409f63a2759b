package dev.sallyport.tls.bc;

import dev.sallyport.tls.TlsEvent;
import dev.sallyport.tls.TlsFacts;
import dev.sallyport.tls.TlsVersion;

/** Reports when the secrets of one connection come into being. */
final class KeyEstablishment implements SecretObserver {
  private final Findings findings;
  private final Reports reports;
  private final EarlyData earlyData;
  private int ciphersMade;

  KeyEstablishment(Findings findings, Reports reports, EarlyData earlyData) {
    this.findings = findings;
    this.reports = reports;
    this.earlyData = earlyData;
  }

  @Override
  public void agreed() {
    preMaster(TlsFacts.PreMaster.Origin.KEY_AGREEMENT);
  }

  @Override
  public void decrypted() {
    preMaster(TlsFacts.PreMaster.Origin.CLIENT_ENCRYPTED);
  }

  private void preMaster(TlsFacts.PreMaster.Origin by) {
    long at = reports.now();
    findings.preMaster(at, by);
    reports.fact(TlsEvent.Type.PRE_MASTER_SECRET, at);
  }

  @Override
  public void cipherMade(RecordCipher cipher) {
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
