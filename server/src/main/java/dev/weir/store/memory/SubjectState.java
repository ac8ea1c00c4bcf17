package dev.weir.store.memory;

import dev.weir.limit.Counter;
import dev.weir.limit.LimitSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one subject has used of each of its limits. Confined to its stripe. */
final class SubjectState extends ExpiringTable.Entry {
  private static final Counter[] NONE = {};

  private Counter[] counters = NONE;

  SubjectState(String key) {
    super(key);
  }

  @Override
  long expiresAt() {
    long latest = 0;
    for (Counter counter : counters) {
      latest = Math.max(latest, counter.forgottenAt());
    }
    return latest;
  }

  /** Returns what was used of a limit; null if nothing that still counts. */
  @Nullable Counter find(LimitSpec limit) {
    for (Counter counter : counters) {
      if (counter.spec().equals(limit)) {
        return counter;
      }
    }
    return null;
  }

  /** Returns what was used of a limit, a new counter if nothing that still counts. */
  Counter findOrAdd(LimitSpec limit) {
    Counter counter = find(limit);
    if (counter == null) {
      counter = Counter.of(limit);
      counters = Arrays.copyOf(counters, counters.length + 1);
      counters[counters.length - 1] = counter;
    }
    return counter;
  }

  /** Drops what no longer counts: of limits that no policy has any more, say. */
  @Override
  void tidy(long before) {
    for (Counter counter : counters) {
      if (counter.forgottenAt() <= before) {
        counters =
            Arrays.stream(counters).filter(c -> c.forgottenAt() > before).toArray(Counter[]::new);
        return;
      }
    }
  }
}
