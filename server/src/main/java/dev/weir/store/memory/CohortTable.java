package dev.weir.store.memory;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts by key, in three parts, so that a flood of new values can push out nothing but its like:
 * those of one member, those of several, and those of which something is held. Of the first two,
 * those not seen for longest make room. Not thread-safe.
 */
final class CohortTable {
  /** Of one member each. */
  private final Map<Cohort.Key, Slot> singles;

  private final Map<Cohort.Key, Slot> shared;
  private final Map<Cohort.Key, Slot> held = new HashMap<>();

  /**
   * Creates an empty table.
   *
   * @param most how many cohorts of one member are kept at most, and how many of several of which
   *     nothing is held
   */
  CohortTable(int most) {
    singles = new Latest(most);
    shared = new Latest(most);
  }

  /** Returns where a cohort is, or null where it is not known. */
  @Nullable Slot find(Cohort.Key key) {
    Slot slot = held.get(key);
    if (slot == null) {
      slot = shared.get(key);
    }
    return slot == null ? singles.get(key) : slot;
  }

  /** Returns where a cohort is that somebody is seen in; an unknown one is put among singles. */
  Slot seen(Cohort.Key key, long now) {
    Slot slot = find(key);
    if (slot == null) {
      slot = new Slot(Cohort.empty(key, CohortStore.SAMPLE, now));
      singles.put(key, slot);
      slot.part = Part.SINGLES;
    }
    return slot;
  }

  /** Returns where a cohort is or, if it is not known, one that is not kept until it is put. */
  Slot get(Cohort.Key key, long now) {
    Slot slot = find(key);
    return slot == null ? new Slot(Cohort.empty(key, CohortStore.SAMPLE, now)) : slot;
  }

  /** Puts a cohort into its place, and the place into its part. */
  void put(Slot slot, Cohort cohort) {
    slot.cohort = cohort;
    Part now = part(cohort);
    if (slot.part != now) {
      if (slot.part != Part.NONE) {
        table(slot.part).remove(cohort.key());
      }
      table(now).put(cohort.key(), slot);
      slot.part = now;
    }
  }

  /** Returns what is held of all cohorts that are more than observed. */
  List<Judgement> held() {
    List<Judgement> judgements = new ArrayList<>(held.size());
    held.values().forEach(slot -> judgements.add(slot.cohort.judgement()));
    return judgements;
  }

  private static Part part(Cohort cohort) {
    if (cohort.judgement().standing() != Standing.OBSERVED) {
      return Part.HELD;
    }
    return cohort.sample().size() < 2 ? Part.SINGLES : Part.SHARED;
  }

  private Map<Cohort.Key, Slot> table(Part part) {
    return switch (part) {
      case NONE -> Map.of();
      case SINGLES -> singles;
      case SHARED -> shared;
      case HELD -> held;
    };
  }

  private enum Part {
    NONE,
    SINGLES,
    SHARED,
    HELD
  }

  /** The place of a cohort, and whether it waits to be assessed. */
  static final class Slot {
    private Cohort cohort;
    private Part part = Part.NONE;
    private long changedAt;
    private long calmAt;
    private long probedAt;

    private Slot(Cohort cohort) {
      this.cohort = cohort;
    }

    Cohort cohort() {
      return cohort;
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

  /** Keeps those that were used last. */
  private static final class Latest extends LinkedHashMap<Cohort.Key, Slot> {
    private static final long serialVersionUID = 1;
    private final int most;

    Latest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Cohort.Key, Slot> eldest) {
      return size() > most;
    }
  }
}
