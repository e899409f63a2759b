package dev.sallyport.tls.bc;

import java.util.List;
import java.util.Vector;

/** Lists as Bouncy Castle takes them. */
final class Vectors {
  private Vectors() {}

  @SuppressWarnings("JdkObsolete") // the API is older than List
  static <T> Vector<T> of(List<? extends T> list) {
    return new Vector<>(list);
  }
}
