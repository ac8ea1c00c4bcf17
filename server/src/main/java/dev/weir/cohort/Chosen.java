package dev.weir.cohort;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who was chosen from which cohorts. Changed by one thread, read by all. */
final class Chosen {
  private static final int BITS = 1 << 20;

  private final Map<Long, Set<Cohort.Key>> cohorts = new ConcurrentHashMap<>();

  /** Most accounts that call were never chosen. */
  private final HashFilter accounts = new HashFilter(BITS);

  private final int most;

  /**
   * Creates one in which nobody is chosen.
   *
   * @param most from how many cohorts an account is chosen at most
   */
  Chosen(int most) {
    this.most = most;
  }

  /** Returns from which cohorts an account was chosen; none if from none. */
  Set<Cohort.Key> of(long account) {
    return accounts.mayHave(account) ? cohorts.getOrDefault(account, Set.of()) : Set.of();
  }

  /** Takes over who is chosen from a cohort now, and who was before. */
  void update(Cohort.Key key, Set<Long> before, Set<Long> now) {
    if (!before.equals(now)) {
      before.forEach(
          account -> cohorts.computeIfPresent(account, (id, keys) -> without(keys, key)));
      now.forEach(accounts::add);
      now.forEach(account -> cohorts.merge(account, Set.of(key), this::both));
    }
  }

  private static @Nullable Set<Cohort.Key> without(Set<Cohort.Key> keys, Cohort.Key key) {
    Set<Cohort.Key> rest = new HashSet<>(keys);
    rest.remove(key);
    return rest.isEmpty() ? null : Set.copyOf(rest);
  }

  private Set<Cohort.Key> both(Set<Cohort.Key> one, Set<Cohort.Key> other) {
    if (one.size() >= most) {
      return one;
    }
    Set<Cohort.Key> all = new HashSet<>(one);
    all.addAll(other);
    return Set.copyOf(all);
  }
}
