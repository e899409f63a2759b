package dev.sallyport.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.certs.Verdict.Reason;

/** What a test claims of a verdict. */
final class VerdictAssert {

  private VerdictAssert() {}

  static void assertTrusted(Verdict verdict) {
    assertThat(verdict).isEqualTo(new Verdict(Reason.TRUSTED, ""));
  }

  static void assertRefused(Verdict verdict, Reason reason, String detail) {
    assertThat(verdict).isEqualTo(new Verdict(reason, detail));
    assertThat(verdict.trusted()).isFalse();
  }
}
