package dev.sallyport.tls.bc;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.sallyport.tls.CryptoUnavailableException;

/**
 * The Amazon Corretto Crypto Provider. A class of its own, so that its jar may be missing: that is
 * a {@link LinkageError} here.
 */
final class AccpLibrary {
  private AccpLibrary() {}

  static Source load() throws CryptoUnavailableException {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    Throwable failure = provider.getLoadingError();
    if (failure != null) {
      throw new CryptoUnavailableException(String.valueOf(failure.getMessage()), failure);
    }
    return new Source("ACCP " + provider.getVersionStr(), provider);
  }
}
