package dev.sallyport.proxy;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives what a test waits for the time that a machine may need which does much else besides. */
public final class Patience implements BeforeAllCallback {

  /** Nobody waits that long for what happens: it is how late a test may fail. */
  public static final Duration LIMIT = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
