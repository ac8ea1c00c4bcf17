package dev.weir.store.memory;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.GrowingSample;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts by key, in five parts, so that a flood of new values can push out nothing but its like:
 * those of one member, those of several, those that an assessment suspects or has cleared, those
 * that are proven, and those of which an operator said something. Of all but the last, those not
 * seen for longest make room. What is suspected and what is proven share one room: what is proven
 * leaves last, but for a quarter of the room, which suspicions have to themselves. Not thread-safe.
 */
final class CohortTable {
  /** Of the room for what is held, what part suspicions have to themselves: one in so many. */
  private static final int SUSPECTED = 4;

  /** All but those of one member, in one map: most look-ups are of what is not in it. */
  private final Map<Cohort.Key, Slot> slots = new HashMap<>();

  private final Singles singles;
  private final Queue shared = new Queue();
  private final Queue suspected = new Queue();
  private final Queue proven = new Queue();
  private final Queue said = new Queue();
  private final Bounds bounds;

  /**
   * How much is kept at most.
   *
   * @param observed how many cohorts of one member, and how many of several of which nothing is
   *     held
   * @param members how many members of those of several, all together: of which nothing is held,
   *     and once more of which something is
   * @param held of how many cohorts an assessment holds something
   */
  record Bounds(int observed, int members, int held) {
    // As of MemoryConfig.
    private static final int SINGLE_BYTES = 130;
    private static final int MEMBER_BYTES = 160;
    private static final int HELD_BYTES = 1_350;

    /** Returns about how many bytes it takes when it is full. */
    long fullBytes() {
      return (long) observed * SINGLE_BYTES
          + 2L * members * MEMBER_BYTES
          + (long) held * HELD_BYTES;
    }

    /** Returns less of everything, in one proportion. */
    Bounds times(double share) {
      return new Bounds(
          MemoryConfig.times(observed, share),
          MemoryConfig.times(members, share),
          MemoryConfig.times(held, share));
    }
  }

  /** Creates an empty table. */
  CohortTable(Bounds bounds) {
    this.bounds = bounds;
    this.singles = new Singles(bounds.observed);
  }

  /** Returns a cohort; empty where it is not known. */
  Optional<Cohort> find(Cohort.Key key) {
    Slot slot = slots.get(key);
    if (slot != null) {
      return Optional.of(slot.cohort());
    }
    return Optional.ofNullable(singles.find(key)).map(member -> single(key, member).cohort());
  }

  /** Returns where a cohort is; null where it is not known, or of one member. */
  @Nullable Slot slot(Cohort.Key key) {
    return slots.get(key);
  }

  /**
   * Returns where a cohort is that an account is seen in; null if it is the only one, and then that
   * is all there is to keep.
   */
  @Nullable Slot seen(Cohort.Key key, Member member) {
    Slot slot = slots.get(key);
    if (slot != null) {
      slot.moveToEnd();
      return slot;
    }
    Member other = singles.take(key);
    if (other != null && other.id() != member.id()) {
      return single(key, other);
    }
    singles.put(key, other == null ? member : other.merge(member));
    return null;
  }

  /** Returns where a cohort is or, if it is not known, one that is not kept until it is judged. */
  Slot get(Cohort.Key key, long now) {
    Slot slot = slots.get(key);
    if (slot != null) {
      return slot;
    }
    Member member = singles.take(key);
    return member == null ? new Slot(Judgement.none(key, now)) : single(key, member);
  }

  private static Slot single(Cohort.Key key, Member member) {
    Slot slot = new Slot(Judgement.none(key, member.firstSeen()));
    slot.sample.add(member);
    return slot;
  }

  /** Adds a sighting to a cohort, and puts it into its place if it has none. */
  void add(Slot slot, Member member) {
    int before = slot.size();
    slot.sample.add(member);
    if (slot.queue == null) {
      place(slot);
    } else {
      slot.queue.members += slot.size() - before;
    }
    makeRoom(shared, bounds.observed, bounds.members);
  }

  /** Writes what is held of a cohort, and puts it into the place that this gives it. */
  void judge(Slot slot, Judgement judgement) {
    if (slot.queue != null) {
      slot.queue.remove(slot);
    }
    slot.judgement = judgement;
    place(slot);
    makeRoom(shared, bounds.observed, bounds.members);
  }

  /** Returns how many there are, but for those of one member. */
  int size() {
    return slots.size();
  }

  /** Returns what is held of all cohorts that are more than observed. */
  List<Judgement> held() {
    List<Judgement> judgements = new ArrayList<>(suspected.size + proven.size + said.size);
    for (Queue queue : List.of(suspected, proven, said)) {
      for (Slot slot = queue.first; slot != null; slot = slot.next) {
        judgements.add(slot.judgement);
      }
    }
    return judgements;
  }

  /** Forgets those of which too many are held, and returns which. */
  List<Cohort.Key> forgetHeld() {
    List<Cohort.Key> forgotten =
        new ArrayList<>(
            makeRoom(
                suspected,
                Math.max(bounds.held - proven.size, bounds.held / SUSPECTED),
                Math.max(bounds.members - proven.members, bounds.members / SUSPECTED)));
    forgotten.addAll(
        makeRoom(proven, bounds.held - suspected.size, bounds.members - suspected.members));
    return forgotten;
  }

  private List<Cohort.Key> makeRoom(Queue part, int most, long mostMembers) {
    List<Cohort.Key> forgotten = List.of();
    for (Slot eldest = part.first;
        eldest != null && (part.size > most || part.members > mostMembers);
        eldest = part.first) {
      part.remove(eldest);
      slots.remove(eldest.key());
      eldest.dueNever();
      forgotten = forgotten.isEmpty() ? new ArrayList<>() : forgotten;
      forgotten.add(eldest.key());
    }
    return forgotten;
  }

  private void place(Slot slot) {
    slots.put(slot.key(), slot);
    part(slot.judgement).append(slot);
  }

  private Queue part(Judgement judgement) {
    if (judgement.standing() == Standing.OBSERVED) {
      return shared;
    }
    if (judgement.isSetByOperator()) {
      return said;
    }
    return judgement.isProven() ? proven : suspected;
  }

  /** Slots in the order in which they were last seen. Linked by the slots, so that all is cheap. */
  private static final class Queue {
    private @Nullable Slot first;
    private @Nullable Slot last;
    private int size;
    private long members;

    void append(Slot slot) {
      members += slot.size();
      slot.queue = this;
      slot.previous = last;
      slot.next = null;
      if (last == null) {
        first = slot;
      } else {
        last.next = slot;
      }
      last = slot;
      size++;
    }

    void remove(Slot slot) {
      members -= slot.size();
      if (slot.previous == null) {
        first = slot.next;
      } else {
        slot.previous.next = slot.next;
      }
      if (slot.next == null) {
        last = slot.previous;
      } else {
        slot.next.previous = slot.previous;
      }
      slot.queue = null;
      slot.previous = null;
      slot.next = null;
      size--;
    }
  }

  /** The place of a cohort, and whether it waits to be assessed. */
  static final class Slot {
    private final GrowingSample sample = new GrowingSample(CohortStore.SAMPLE);
    private Judgement judgement;
    private @Nullable Queue queue;
    private @Nullable Slot previous;
    private @Nullable Slot next;
    private long changedAt;
    private long calmAt;
    private long probedAt;

    private Slot(Judgement judgement) {
      this.judgement = judgement;
    }

    Cohort.Key key() {
      return judgement.key();
    }

    /** Returns the cohort as it is now. Costs a copy of its sample. */
    Cohort cohort() {
      return new Cohort(sample.snapshot(), judgement);
    }

    Judgement judgement() {
      return judgement;
    }

    boolean admits(Member member) {
      return sample.admits(member.id());
    }

    boolean isNews(Member member) {
      return sample.isNews(member);
    }

    int size() {
      return sample.size();
    }

    private void moveToEnd() {
      Queue part = queue;
      if (part != null && next != null) {
        part.remove(this);
        part.append(this);
      }
    }

    /** Returns when it is due for a reason; 0 if it is not. */
    long dueAt(Reason reason) {
      return switch (reason) {
        case CHANGED -> changedAt;
        case CALM -> calmAt;
        case PROBED -> probedAt;
      };
    }

    void due(Reason reason, long at) {
      switch (reason) {
        case CHANGED -> changedAt = at;
        case CALM -> calmAt = at;
        case PROBED -> probedAt = at;
      }
    }

    void dueNever() {
      changedAt = 0;
      calmAt = 0;
      probedAt = 0;
    }
  }

  /** Why a cohort is due. */
  enum Reason {
    /** There is news of a member. */
    CHANGED,
    /** Members were seen again, or something is held of it, and time has passed. */
    CALM,
    /** Its members are asked. */
    PROBED
  }
}
