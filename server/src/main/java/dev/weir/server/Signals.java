package dev.weir.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the process's signals. Java's only way to is {@code sun.misc.Signal}, which compilers warn
 * of whatever one says, so it is reached by name.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs {@code action} whenever a signal comes, on a thread of its own, instead of what it does by
   * default.
   *
   * @param name without SIG, such as {@code HUP}
   */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getDeclaringClass() != handler) {
                  return method.invoke(action, arguments);
                }
                action.run();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
    } catch (InvocationTargetException e) {
      // This system has no such signal, or the virtual machine was told to leave it alone.
      log.info("signal {} is not heard: {}", name, e.getCause());
    } catch (ReflectiveOperationException e) {
      log.warn("signals cannot be heard on this Java: {}", e.toString());
    }
  }
}
