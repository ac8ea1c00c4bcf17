package dev.weir.store.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever wants to hear of changes. Thread-safe; call it under no lock. */
final class Listeners<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<Registration<T>> registrations = new CopyOnWriteArrayList<>();

  /** Adds a listener, until what is returned is closed. */
  AutoCloseable add(Consumer<T> listener) {
    Registration<T> registration = new Registration<>(listener);
    registrations.add(registration);
    return () -> registrations.remove(registration);
  }

  /**
   * Tells every listener, on this thread. One that fails is logged, and keeps nothing from the
   * others.
   */
  void tell(T change) {
    for (Registration<T> registration : registrations) {
      try {
        registration.listener.accept(change);
      } catch (RuntimeException e) {
        LOG.error("A listener failed on the change of {}", change, e);
      }
    }
  }

  /**
   * One call of {@link #add}: a listener that is added twice is two, and each is closed by itself.
   */
  private static final class Registration<T> {
    private final Consumer<T> listener;

    Registration(Consumer<T> listener) {
      this.listener = listener;
    }
  }
}
