package dev.weir.cohort;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Finds whose a value is that stands behind more accounts than it may. */
final class Rightful {
  /** How long before the others an account must have been there to be the rightful one. */
  private static final long LONG_BEFORE = TimeUnit.DAYS.toMillis(7);

  private Rightful() {}

  /**
   * Returns who had it long before the others, and so is most likely the one whose it is: who was
   * seen with it first or, where that says nothing since all came at once, who signed up first. Who
   * takes another's can have an older account, but not have been seen with it before.
   */
  static Set<Long> of(List<Member> members) {
    Set<Long> first = first(members, Member::firstSeen);
    return first.isEmpty() ? first(members, Member::createdAt) : first;
  }

  private static Set<Long> first(List<Member> members, ToLongFunction<Member> time) {
    List<Member> ordered =
        members.stream()
            .filter(member -> time.applyAsLong(member) > 0)
            .sorted(Comparator.comparingLong(time))
            .toList();
    boolean longBefore =
        ordered.size() > 1
            && time.applyAsLong(ordered.get(1)) - time.applyAsLong(ordered.getFirst())
                >= LONG_BEFORE;
    return longBefore ? Set.of(ordered.getFirst().id()) : Set.of();
  }
}
