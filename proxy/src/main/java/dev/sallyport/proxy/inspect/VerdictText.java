package dev.sallyport.proxy.inspect;

import dev.sallyport.certs.Verdict;

/** A verdict on a peer in words. */
final class VerdictText {
  private VerdictText() {}

  static String of(Verdict verdict) {
    return switch (verdict.reason()) {
      case TRUSTED -> "trusted";
      case EXPIRED -> "expired";
      case NOT_YET_VALID -> "not valid yet";
      case UNKNOWN_CA -> "unknown CA";
      case SELF_SIGNED -> "self-signed";
      case WRONG_NAME -> "wrong name";
      case WRONG_USAGE -> "wrong usage";
      case WEAK_ALGORITHM -> "weak algorithm";
      case INVALID_PATH -> "invalid path";
      case MALFORMED -> "malformed";
    };
  }
}
