package dev.weir.store.memory;

import dev.weir.limit.LimitOverride;
import dev.weir.limit.OverrideStore;
import dev.weir.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Keeps overrides in memory. Expired ones go when there is no room for another. */
final class MemoryOverrides implements OverrideStore {
  private final int most;
  private final LongSupplier clock;
  private final Map<LimitOverride.Key, LimitOverride> overrides = new LinkedHashMap<>();
  private final Listeners<String> listeners = new Listeners<>();

  MemoryOverrides(MemoryConfig config, LongSupplier clock) {
    this.most = config.maxOverrides();
    this.clock = clock;
  }

  @Override
  public CompletionStage<Void> put(LimitOverride override) {
    synchronized (overrides) {
      if (!overrides.containsKey(override.key()) && overrides.size() >= most) {
        long now = clock.getAsLong();
        overrides.values().removeIf(held -> held.expiresAt() != 0 && now >= held.expiresAt());
        if (overrides.size() >= most) {
          return CompletableFuture.failedFuture(
              StoreException.full("overrides", most, "maxOverrides"));
        }
      }
      overrides.put(override.key(), override);
    }
    listeners.tell(override.limit());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> delete(LimitOverride.Key key) {
    synchronized (overrides) {
      overrides.remove(key);
    }
    listeners.tell(key.limit());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<List<LimitOverride>> list() {
    synchronized (overrides) {
      return CompletableFuture.completedFuture(List.copyOf(overrides.values()));
    }
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return listeners.add(limit -> listener.run());
  }
}
