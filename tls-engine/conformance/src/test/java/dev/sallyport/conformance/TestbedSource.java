package dev.sallyport.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all suites the one testbed, which ends with the last of them. */
final class TestbedSource implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Testbed.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(Testbed.class, key -> start(), Testbed.class);
  }

  private static Testbed start() {
    try {
      return new Testbed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
