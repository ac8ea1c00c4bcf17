package dev.weir.store.memory;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts by key, in four parts, so that a flood of new values can push out nothing but its like:
 * those of one member, those of several, those of which an assessment holds something, and those of
 * which an operator said something. Of all but the last, those not seen for longest make room. Not
 * thread-safe.
 */
final class CohortTable {
  /** One map, because most look-ups are of values that nobody was seen with, or that are shared. */
  private final Map<Cohort.Key, Slot> slots = new HashMap<>();

  /** Of one member each. */
  private final Queue singles = new Queue();

  private final Queue shared = new Queue();
  private final Queue held = new Queue();
  private final Queue said = new Queue();
  private final Bounds bounds;

  /**
   * How much is kept at most.
   *
   * @param observed how many cohorts of one member, and how many of several of which nothing is
   *     held
   * @param members how many members of those of several, all together
   * @param held of how many cohorts an assessment holds something
   */
  record Bounds(int observed, int members, int held) {}

  /** Creates an empty table. */
  CohortTable(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Returns where a cohort is, or null where it is not known. */
  @Nullable Slot find(Cohort.Key key) {
    return slots.get(key);
  }

  /** Returns where a cohort is that somebody is seen in; an unknown one is put among singles. */
  Slot seen(Cohort.Key key, long now) {
    Slot slot = slots.get(key);
    if (slot == null) {
      slot = new Slot(key, now);
      add(slot, singles);
      makeRoom(singles, bounds.observed, Integer.MAX_VALUE);
    } else {
      slot.moveToEnd();
    }
    return slot;
  }

  /** Returns where a cohort is or, if it is not known, one that is not kept until it is put. */
  Slot get(Cohort.Key key, long now) {
    Slot slot = slots.get(key);
    return slot == null ? new Slot(key, now) : slot;
  }

  /** Puts a cohort into its place, and the place into its part. */
  void put(Slot slot, Cohort cohort) {
    Queue before = slot.queue;
    Queue part = part(cohort);
    if (before == part) {
      part.members += cohort.sample().size() - slot.size();
      slot.set(cohort);
    } else if (before == null) {
      slot.set(cohort);
      add(slot, part);
    } else {
      before.remove(slot);
      slot.set(cohort);
      part.append(slot);
    }
    makeRoom(singles, bounds.observed, Integer.MAX_VALUE);
    makeRoom(shared, bounds.observed, bounds.members);
  }

  /** Returns what is held of all cohorts that are more than observed. */
  List<Judgement> held() {
    List<Judgement> judgements = new ArrayList<>(held.size + said.size);
    for (Queue queue : List.of(held, said)) {
      for (Slot slot = queue.first; slot != null; slot = slot.next) {
        judgements.add(slot.cohort().judgement());
      }
    }
    return judgements;
  }

  /** Forgets those of which too many are held, and returns which. */
  List<Cohort.Key> forgetHeld() {
    return makeRoom(held, bounds.held, Integer.MAX_VALUE);
  }

  private void add(Slot slot, Queue part) {
    slots.put(slot.key, slot);
    part.append(slot);
  }

  private List<Cohort.Key> makeRoom(Queue part, int most, int mostMembers) {
    List<Cohort.Key> forgotten = List.of();
    for (Slot eldest = part.first;
        eldest != null && (part.size > most || part.members > mostMembers);
        eldest = part.first) {
      part.remove(eldest);
      slots.remove(eldest.key);
      forgotten = forgotten.isEmpty() ? new ArrayList<>() : forgotten;
      forgotten.add(eldest.key);
    }
    return forgotten;
  }

  private Queue part(Cohort cohort) {
    if (cohort.judgement().standing() != Standing.OBSERVED) {
      return cohort.judgement().isSetByOperator() ? said : held;
    }
    return cohort.sample().size() < 2 ? singles : shared;
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
    private final Cohort.Key key;
    private final long since;

    /** Null as long as there is at most one member, and nothing was ever held of it: as of most. */
    private @Nullable Cohort cohort;

    private @Nullable Member single;
    private @Nullable Queue queue;
    private @Nullable Slot previous;
    private @Nullable Slot next;
    private long changedAt;
    private long calmAt;
    private long probedAt;

    private Slot(Cohort.Key key, long since) {
      this.key = key;
      this.since = since;
    }

    Cohort cohort() {
      Cohort known = cohort;
      if (known != null) {
        return known;
      }
      Cohort empty = Cohort.empty(key, CohortStore.SAMPLE, since);
      return single == null ? empty : empty.with(single);
    }

    private int size() {
      return cohort == null ? (single == null ? 0 : 1) : cohort.sample().size();
    }

    /** Takes the first member of a cohort of nobody, and returns whether it was one. */
    boolean takeFirst(Member member) {
      boolean first = cohort == null && single == null;
      single = first ? member : single;
      return first;
    }

    private void set(Cohort now) {
      boolean plain =
          now.sample().size() == 1 && now.judgement().equals(Judgement.none(key, since));
      single = plain ? now.sample().members().getFirst() : null;
      cohort = plain ? null : now;
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
