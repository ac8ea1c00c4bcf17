package dev.weir.store.memory;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts by key, in three parts, so that a flood of new values can push out nothing but its like:
 * those of one member, those of several, and those of which something is held. Of the first two,
 * those not seen for longest make room. Not thread-safe.
 */
final class CohortTable {
  /** One map, because most look-ups are of values that nobody was seen with, or that are shared. */
  private final Map<Cohort.Key, Slot> slots = new HashMap<>();

  /** Of one member each. */
  private final Queue singles = new Queue();

  private final Queue shared = new Queue();
  private final Queue held = new Queue();
  private final int most;

  /**
   * Creates an empty table.
   *
   * @param most how many cohorts of one member are kept at most, and how many of several of which
   *     nothing is held
   */
  CohortTable(int most) {
    this.most = most;
  }

  /** Returns where a cohort is, or null where it is not known. */
  @Nullable Slot find(Cohort.Key key) {
    return slots.get(key);
  }

  /** Returns where a cohort is that somebody is seen in; an unknown one is put among singles. */
  Slot seen(Cohort.Key key, long now) {
    Slot slot = slots.get(key);
    if (slot == null) {
      slot = new Slot(Cohort.empty(key, CohortStore.SAMPLE, now));
      add(slot, singles);
    } else {
      slot.moveToEnd();
    }
    return slot;
  }

  /** Returns where a cohort is or, if it is not known, one that is not kept until it is put. */
  Slot get(Cohort.Key key, long now) {
    Slot slot = slots.get(key);
    return slot == null ? new Slot(Cohort.empty(key, CohortStore.SAMPLE, now)) : slot;
  }

  /** Puts a cohort into its place, and the place into its part. */
  void put(Slot slot, Cohort cohort) {
    slot.cohort = cohort;
    Queue part = part(cohort);
    if (slot.queue != part) {
      if (slot.queue == null) {
        add(slot, part);
      } else {
        slot.queue.remove(slot);
        append(slot, part);
      }
    }
  }

  /** Returns what is held of all cohorts that are more than observed. */
  List<Judgement> held() {
    List<Judgement> judgements = new ArrayList<>(held.size);
    for (Slot slot = held.first; slot != null; slot = slot.next) {
      judgements.add(slot.cohort.judgement());
    }
    return judgements;
  }

  private void add(Slot slot, Queue part) {
    slots.put(slot.cohort.key(), slot);
    append(slot, part);
  }

  private void append(Slot slot, Queue part) {
    part.append(slot);
    Slot eldest = part.first;
    if (part != held && part.size > most && eldest != null) {
      part.remove(eldest);
      slots.remove(eldest.cohort.key());
    }
  }

  private Queue part(Cohort cohort) {
    if (cohort.judgement().standing() != Standing.OBSERVED) {
      return held;
    }
    return cohort.sample().size() < 2 ? singles : shared;
  }

  /** Slots in the order in which they were last seen. Linked by the slots, so that all is cheap. */
  private static final class Queue {
    private @Nullable Slot first;
    private @Nullable Slot last;
    private int size;

    void append(Slot slot) {
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
    private Cohort cohort;
    private @Nullable Queue queue;
    private @Nullable Slot previous;
    private @Nullable Slot next;
    private long changedAt;
    private long calmAt;
    private long probedAt;

    private Slot(Cohort cohort) {
      this.cohort = cohort;
    }

    Cohort cohort() {
      return cohort;
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
