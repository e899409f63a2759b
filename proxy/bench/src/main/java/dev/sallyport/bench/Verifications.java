package dev.sallyport.bench;

import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts everybody and counts how often it was asked: once for each full handshake, and never where
 * a session is resumed, since no certificate is sent then. Any thread.
 */
final class Verifications implements X509TrustManager {
  private final LongAdder count = new LongAdder();

  long count() {
    return count.sum();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    throw new IllegalStateException("this is a client");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    count.increment();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
