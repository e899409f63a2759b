package dev.sallyport.proxy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Catches signals of the operating system.
 *
 * <p>The JDK has them in {@code sun.misc.Signal} alone, whose use javac warns of without a way to
 * say that it is meant; so it is reached by reflection, here and nowhere else. A shutdown hook is
 * no substitute: after it the JVM exits with 143, however well everything ended.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls {@code action} whenever the signal arrives, instead of what the JVM would do; on a thread
   * of its own.
   *
   * @param name without the prefix: {@code TERM}
   * @return whether the signal can be caught here: the platform may lack it, or the JVM keep it to
   *     itself ({@code -Xrs})
   */
  static boolean on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(
          null,
          signal.getConstructor(String.class).newInstance(name),
          handler(handler, name, action));
      return true;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        return false;
      }
      throw new IllegalStateException("cannot catch SIG" + name, e.getCause());
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static Object handler(Class<?> type, String name, Runnable action) {
    return java.lang.reflect.Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                action.run();
                yield null;
              }
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "handler of SIG" + name;
            });
  }
}
