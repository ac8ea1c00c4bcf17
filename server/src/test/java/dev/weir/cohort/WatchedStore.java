package dev.weir.cohort;

import dev.weir.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what a store is asked, and fails instead while a test wants it to. */
final class WatchedStore {
  private static final Set<String> WRITES = Set.of("observe", "claim", "answer", "judge");

  private final CohortStore store;
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private volatile boolean away;
  private volatile long since;

  WatchedStore(CohortStore store) {
    this.store = store;
  }

  /** Returns the store, as whoever uses it sees it. */
  CohortStore store() {
    Class<?>[] type = {CohortStore.class};
    return (CohortStore)
        Proxy.newProxyInstance(
            CohortStore.class.getClassLoader(), type, (proxy, method, args) -> call(method, args));
  }

  /** Returns how often it was asked to write what was seen, answered or judged. */
  int writes() {
    return WRITES.stream().mapToInt(name -> calls.getOrDefault(name, 0)).sum();
  }

  /** Lets each call fail, or no more. */
  void away(boolean now) {
    away = now;
  }

  /** Returns since when what is held was read last. */
  long since() {
    return since;
  }

  private CompletionStage<?> call(Method method, Object[] args) throws Throwable {
    calls.merge(method.getName(), 1, Integer::sum);
    if (method.getName().equals("judgements")) {
      since = (long) args[0];
    }
    if (away) {
      return CompletableFuture.failedFuture(
          StoreException.unavailable("the store is away", new IllegalStateException()));
    }
    try {
      return (CompletionStage<?>) method.invoke(store, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
