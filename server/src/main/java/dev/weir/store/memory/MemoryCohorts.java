package dev.weir.store.memory;

import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.GrowingSample;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps cohorts in memory. What it keeps is bounded, whatever it is told. */
final class MemoryCohorts implements CohortStore {
  private static final int MOST_CLAIMS = 1 << 20;
  private static final int MOST_ANSWERS = 1 << 20;
  private static final int MOST_CHANGES = 1 << 16;
  private static final int FEW = 1_024;

  // All guarded by this.
  private final CohortTable cohorts;
  private final GrowingSample population = new GrowingSample(POPULATION_SAMPLE);

  // What is due. Each of the first two is in the order of time, since all wait equally long.
  private final Queue<Due> changed = new ArrayDeque<>();
  private final Queue<Due> calm = new ArrayDeque<>();
  private final Queue<Due> probed = new PriorityQueue<>();

  private final Queue<Due> nothing = new ArrayDeque<>();

  /** Those that were due and are not assessed yet, in the order of when they are due again. */
  private final LinkedHashMap<Cohort.Key, Long> taken = new LinkedHashMap<>();

  /** By hash of the value: one takes the place of another, so that no flood takes memory. */
  private final @Nullable Claimed[] claims = new Claimed[MOST_CLAIMS];

  /** In the order in which they were changed, as are the judgements. */
  private final LinkedHashMap<Long, Written<Answer>> answers = new LinkedHashMap<>();

  private final LinkedHashMap<Cohort.Key, Written<Judgement>> changes = new LinkedHashMap<>();

  private long thinnedAt;
  private byte @Nullable [] key;
  private @Nullable String leader;
  private long leaderUntil;

  /** That a cohort is due, for one of several reasons. Holds as long as its place says the same. */
  private record Due(CohortTable.Slot slot, CohortTable.Reason reason, long at)
      implements Comparable<Due> {
    boolean holds() {
      return slot.dueAt(reason) == at;
    }

    @Override
    public int compareTo(Due other) {
      return Long.compare(at, other.at);
    }
  }

  private record Written<T>(T what, long at) {}

  private record Claimed(Claim claim, long at) {}

  /** Creates an empty store. */
  MemoryCohorts(CohortTable.Bounds bounds) {
    cohorts = new CohortTable(bounds);
  }

  @Override
  public synchronized CompletionStage<Void> observe(List<Sighting> sightings, long now) {
    for (Sighting sighting : sightings) {
      if (sighting.key().equals(Cohort.Key.EVERYBODY)) {
        thin(now);
        population.add(sighting.member());
      } else {
        observe(sighting.key(), sighting.member(), now);
      }
    }
    return done();
  }

  /**
   * Lets go, once a day, of accounts that are gone, or those that are there would find no place.
   */
  private void thin(long now) {
    if (now - thinnedAt >= THINNED_MILLIS) {
      population.forget(now - ACTIVE_MILLIS);
      thinnedAt = now;
    }
  }

  private void observe(Cohort.Key key, Member member, long now) {
    CohortTable.Slot slot = cohorts.seen(key, member);
    if (slot == null) {
      return;
    }
    if (!slot.admits(member)) {
      return;
    }
    boolean news = slot.isNews(member);
    cohorts.add(slot, member);
    if (slot.size() < 2) {
      return;
    }
    if (news && slot.judgement().standing() == Standing.OBSERVED) {
      slot.due(CohortTable.Reason.CALM, 0);
      due(slot, now);
    } else if (slot.dueAt(CohortTable.Reason.CHANGED) == 0) {
      calm(slot, now);
    }
  }

  private void due(CohortTable.Slot slot, long now) {
    if (slot.dueAt(CohortTable.Reason.CHANGED) == 0) {
      add(changed, slot, CohortTable.Reason.CHANGED, now);
    }
  }

  private void calm(CohortTable.Slot slot, long now) {
    if (slot.dueAt(CohortTable.Reason.CALM) == 0) {
      add(calm, slot, CohortTable.Reason.CALM, now + CALM_MILLIS);
    }
  }

  /**
   * Adds to a queue. What is forgotten, or is due for another reason by now, stays in it until its
   * time comes: where that is more than half, it is taken out, or a flood would be kept here.
   */
  private void add(Queue<Due> queue, CohortTable.Slot slot, CohortTable.Reason reason, long at) {
    slot.due(reason, at);
    queue.add(new Due(slot, reason, at));
    if (queue.size() > 2 * cohorts.size() + FEW) {
      queue.removeIf(due -> !due.holds());
    }
  }

  /** Returns how many wait to be assessed, those included that are forgotten. */
  synchronized int waiting() {
    return changed.size() + calm.size() + probed.size();
  }

  @Override
  public synchronized CompletionStage<Sample> population() {
    return CompletableFuture.completedFuture(population.snapshot());
  }

  @Override
  public synchronized CompletionStage<List<Cohort>> due(int most, long now) {
    giveBack(now);
    List<Cohort> found = new ArrayList<>();
    while (found.size() < most) {
      Queue<Due> queue = first(now);
      Due next = queue.poll();
      if (next == null) {
        break;
      }
      next.slot.dueNever();
      Cohort.Key key = next.slot.key();
      if (cohorts.slot(key) != null) {
        taken.putLast(key, now + UNASSESSED_MILLIS);
        found.add(next.slot.cohort());
      }
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public synchronized CompletionStage<Void> assessed(List<Cohort.Key> keys) {
    keys.forEach(taken::remove);
    return done();
  }

  /** Lets those be due again that were taken and not assessed in time. */
  private void giveBack(long now) {
    for (Map.Entry<Cohort.Key, Long> first = taken.firstEntry();
        first != null && first.getValue() <= now;
        first = taken.firstEntry()) {
      taken.pollFirstEntry();
      CohortTable.Slot slot = cohorts.slot(first.getKey());
      if (slot != null) {
        due(slot, now);
      }
    }
  }

  /** Returns the queue whose head was due first; of those due at once, the probed come first. */
  private Queue<Due> first(long now) {
    Queue<Due> first = nothing;
    long earliest = Long.MAX_VALUE;
    for (Queue<Due> queue : List.of(probed, changed, calm)) {
      Due head = queue.peek();
      while (head != null && !head.holds()) {
        queue.remove();
        head = queue.peek();
      }
      if (head != null && head.at <= now && head.at < earliest) {
        first = queue;
        earliest = head.at;
      }
    }
    return first;
  }

  @Override
  public synchronized CompletionStage<Void> judge(List<Judgement> judgements, long now) {
    for (Judgement judgement : judgements) {
      if (isOverruled(judgement)) {
        continue;
      }
      CohortTable.Slot slot = cohorts.get(judgement.key(), now);
      write(slot, judgement, now);
      if (judgement.isAsking()) {
        long again = CohortStore.dueAgain(judgement, now);
        add(probed, slot, CohortTable.Reason.PROBED, again);
      } else if (judgement.standing() != Standing.OBSERVED) {
        calm(slot, now);
      }
    }
    return done();
  }

  /**
   * Returns whether an operator said otherwise, or took back what is repeated, since a cohort was
   * taken to be assessed.
   */
  private boolean isOverruled(Judgement judgement) {
    CohortTable.Slot slot = cohorts.slot(judgement.key());
    if (slot == null || !slot.judgement().isSetByOperator()) {
      return judgement.isSetByOperator();
    }
    return !judgement.repeats(slot.judgement());
  }

  @Override
  public synchronized CompletionStage<Void> dispose(List<Judgement> judgements, long now) {
    for (Judgement judgement : judgements) {
      CohortTable.Slot slot = cohorts.get(judgement.key(), now);
      write(slot, judgement, now);
      due(slot, now);
    }
    return done();
  }

  private void write(CohortTable.Slot slot, Judgement judgement, long now) {
    cohorts.judge(slot, judgement);
    changed(judgement, now);
    cohorts.forgetHeld().forEach(key -> changed(Judgement.none(key, now), now));
    trim(changes, MOST_CHANGES);
  }

  private void changed(Judgement judgement, long now) {
    changes.remove(judgement.key());
    changes.put(judgement.key(), written(changes, judgement, now));
  }

  @Override
  public synchronized CompletionStage<List<Judgement>> judgements(long since) {
    return CompletableFuture.completedFuture(
        since == 0 ? cohorts.held() : writtenSince(changes, since));
  }

  @Override
  public synchronized CompletionStage<Optional<Cohort>> find(Cohort.Key key) {
    return CompletableFuture.completedFuture(cohorts.find(key));
  }

  @Override
  public synchronized CompletionStage<List<Claim>> claim(List<Claim> claimed, long now) {
    List<Claim> owners = new ArrayList<>(claimed.size());
    for (Claim claim : claimed) {
      int place = (int) (claim.value() ^ (claim.value() >>> 32)) & (MOST_CLAIMS - 1);
      Claimed held = claims[place];
      if (held == null
          || held.claim().value() != claim.value()
          || held.at() + CLAIM_MILLIS <= now) {
        held = new Claimed(claim, now);
        claims[place] = held;
      }
      owners.add(held.claim());
    }
    return CompletableFuture.completedFuture(owners);
  }

  @Override
  public synchronized CompletionStage<Void> answer(List<Answer> added, long now) {
    for (Answer answer : added) {
      Written<Answer> known = answers.remove(answer.account());
      Answer merged = known == null ? answer : known.what().merge(answer);
      answers.put(answer.account(), written(answers, merged, now));
    }
    trim(answers, MOST_ANSWERS);
    return done();
  }

  @Override
  public synchronized CompletionStage<List<Answer>> answers(long since) {
    return CompletableFuture.completedFuture(writtenSince(answers, since));
  }

  /**
   * Returns what is written after all others, and not at a time before theirs: who began to write
   * long ago is read as well.
   */
  private static <T> Written<T> written(SequencedMap<?, Written<T>> before, T what, long now) {
    Map.Entry<?, Written<T>> last = before.lastEntry();
    return new Written<>(what, last == null ? now : Math.max(now, last.getValue().at()));
  }

  private static <T> List<T> writtenSince(SequencedMap<?, Written<T>> all, long since) {
    List<T> found = new ArrayList<>();
    for (Written<T> written : all.sequencedValues().reversed()) {
      if (written.at() < since) {
        break;
      }
      found.add(written.what());
    }
    Collections.reverse(found);
    return found;
  }

  private static void trim(SequencedMap<?, ?> all, int most) {
    while (all.size() > most) {
      all.pollFirstEntry();
    }
  }

  @Override
  public synchronized CompletionStage<Boolean> lead(String replica, long millis, long now) {
    boolean leads = leader == null || now >= leaderUntil || replica.equals(leader);
    if (leads) {
      leader = replica;
      leaderUntil = now + millis;
    }
    return CompletableFuture.completedFuture(leads);
  }

  @Override
  public synchronized CompletionStage<byte[]> key(byte[] offered) {
    if (key == null) {
      key = offered.clone();
    }
    return CompletableFuture.completedFuture(key.clone());
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
