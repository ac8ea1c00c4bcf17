package dev.weir.cohort;

import dev.weir.account.Level;
import dev.weir.cohort.CohortStore.Claim;
import dev.weir.cohort.Encounters.Known;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Writes what was seen to the store, in batches and without what it knows already, and reads what
 * other replicas wrote. For one thread at a time.
 */
final class Learner {
  private static final int USUAL_TRAITS = 24;

  /** How many sightings wait for a store that fails, some 100 bytes each. */
  private static final int MOST_UNWRITTEN = 1 << 16;

  /** By how much what is read overlaps with what was read before: clocks and writes differ. */
  private static final long OVERLAP = TimeUnit.SECONDS.toMillis(5);

  /**
   * By how much it does once a minute: what is written stands under the time at which its writer
   * began, and one that was paused, or had much to write, ends long after that.
   */
  private static final long LONG_OVERLAP = TimeUnit.MINUTES.toMillis(2);

  private static final long LONG_OVERLAP_EVERY = TimeUnit.MINUTES.toMillis(1);

  private final CohortStore store;
  private final Supplier<CohortPolicy> policies;
  private final Answers answers;
  private final Standings standings;
  private final SightingFilter filter;
  private final LongAdder dropped = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder passed = new LongAdder();
  private long updatedAt;
  private long overlappedAt;

  /** What the store did not take. Written where it answers, read by the next that learns. */
  private volatile List<Sighting> unwritten = List.of();

  Learner(
      CohortStore store,
      Supplier<CohortPolicy> policies,
      Answers answers,
      Standings standings,
      SightingFilter filter) {
    this.store = store;
    this.policies = policies;
    this.answers = answers;
    this.standings = standings;
    this.filter = filter;
  }

  /** Returns whether who has proved a level has answered, whatever it was asked by. */
  boolean answers(Level level, Answer answer) {
    CohortPolicy policy = policies.get();
    if (standings.standing(answer.cause()) == Standing.CONFIRMED) {
      return level.compareTo(policy.confirmed()) >= 0;
    }
    Level least = policy.asked(answer.cause().trait());
    return level.compareTo(least) >= 0 && level.compareTo(answer.wanted()) >= 0;
  }

  CompletionStage<Void> learn(List<Lesson> lessons, long now) {
    Batch batch = new Batch(lessons.size());
    lessons.forEach(batch::add);
    // First, since others read what is written of late, and many sightings take long.
    CompletionStage<Void> answered = answer(batch.changed, now);
    CompletionStage<Void> done = answered;
    if (!batch.sightings.isEmpty() || !unwritten.isEmpty()) {
      // Whatever became of the answers: the filter takes what was seen for written.
      done =
          answered
              .handle((written, failure) -> true)
              .thenCompose(tried -> observe(batch.sightings, now))
              .thenCompose(seen -> answered);
    }
    if (!batch.claims.isEmpty()) {
      done =
          done.thenCompose(written -> store.claim(batch.claims, now))
              .thenCompose(owners -> handedOn(batch, owners, now));
    }
    return done;
  }

  private CompletionStage<Void> answer(List<Answer> changed, long now) {
    changed.forEach(this::add);
    return changed.isEmpty() ? CompletableFuture.completedStage(null) : store.answer(changed, now);
  }

  /** Writes sightings, and before them those that the store did not take the last time. */
  private CompletionStage<Void> observe(List<Sighting> seen, long now) {
    List<Sighting> all = withUnwritten(seen);
    unwritten = List.of();
    return store
        .observe(all, now)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                keep(all);
              }
            });
  }

  private List<Sighting> withUnwritten(List<Sighting> seen) {
    if (unwritten.isEmpty()) {
      return seen;
    }
    List<Sighting> all = new ArrayList<>(unwritten);
    all.addAll(seen);
    return all;
  }

  /** The filter takes them for written: or they would be learned again a day later only. */
  private void keep(List<Sighting> all) {
    int kept = Math.min(all.size(), MOST_UNWRITTEN);
    unwritten = List.copyOf(all.subList(0, kept));
    dropped.add(all.size() - kept);
  }

  /** Returns how many sightings were lost, as the store failed for too long. */
  long dropped() {
    return dropped.sum();
  }

  /** Returns how many accounts were asked that had not been, or had answered since. */
  long asked() {
    return asked.sum();
  }

  /** Returns how many accounts answered that had been silent. */
  long passed() {
    return passed.sum();
  }

  /** Adds what this replica learned, and counts it where it is news. */
  private void add(Answer answer) {
    Answer before = answers.find(answer.account());
    boolean wasSilent = before != null && before.isSilent();
    if (wasSilent != answer.isSilent()) {
      (wasSilent ? passed : asked).increment();
    }
    answers.add(answer);
  }

  /** Reads what was written since {@link #update} took over what had been read last. */
  CompletionStage<News> read(long now) {
    boolean far = now - overlappedAt >= LONG_OVERLAP_EVERY;
    long overlap = far ? LONG_OVERLAP : OVERLAP;
    long since = updatedAt == 0 ? 0 : Math.max(0, updatedAt - overlap);
    return store
        .judgements(since)
        .thenCompose(
            judgements ->
                store
                    .answers(since)
                    .thenApply(
                        answers -> {
                          overlappedAt = far ? now : overlappedAt;
                          return new News(judgements, answers, now);
                        }));
  }

  /** Takes over what was read. */
  void update(News news) {
    standings.update(news.judgements());
    news.answers().forEach(answers::add);
    updatedAt = news.at();
  }

  /** Learns who was seen with what somebody else owns. */
  private CompletionStage<Void> handedOn(Batch batch, List<Claim> owners, long now) {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < owners.size(); i++) {
      Claim owner = owners.get(i);
      Lesson.Claimed claimed = batch.claimed.get(i);
      int organization = claimed.member().organization();
      boolean same = owner.organization() != 0 && owner.organization() == organization;
      if (owner.account() != claimed.member().id() && !same) {
        Cohort.Key key = TraitHash.owned(claimed.trait(), owner.account());
        sightings.add(new Sighting(key, claimed.member()));
      }
    }
    return sightings.isEmpty() ? CompletableFuture.completedStage(null) : observe(sightings, now);
  }

  /** What is to be written of the lessons that waited. */
  private final class Batch {
    private final List<Sighting> sightings;
    private final List<Claim> claims = new ArrayList<>();
    private final List<Lesson.Claimed> claimed = new ArrayList<>();
    private final List<Answer> changed = new ArrayList<>();
    private final Set<Claim> known = new HashSet<>();

    Batch(int lessons) {
      sightings = new ArrayList<>(lessons * USUAL_TRAITS);
    }

    void add(Lesson lesson) {
      switch (lesson) {
        case Lesson.Met met -> met(met.known(), met.activity());
        case Lesson.Answered answered -> changed.add(answered.answer());
        case Lesson.Claimed claim -> claim(claim);
      }
    }

    private void met(Known known, Activity activity) {
      Member member = known.member;
      Answer answer = answers.find(member.id());
      if (answer != null && answer.isSilent() && answers(member.level(), answer)) {
        changed.add(Answer.passed(member.id(), answer.cause(), member.lastSeen()));
      }
      int state = state(member);
      filter.fetch(member.id(), known.values);
      Cohort.Key all = Cohort.Key.EVERYBODY;
      Member seen = sight(all.trait(), all.value(), member, activity, state, member);
      for (int i = 0; i < known.values.length; i++) {
        seen = sight(known.traits[i], known.values[i], member, activity, state, seen);
      }
    }

    /**
     * Adds a sighting where it is worth writing.
     *
     * @param last the member as it was sighted last: most traits are new together, and share it
     */
    private Member sight(
        String trait, long value, Member member, Activity activity, int state, Member last) {
      long requests =
          filter.count(value ^ member.id(), state, member.lastSeen(), (int) activity.requests());
      if (requests == 0) {
        return last;
      }
      Activity worth = new Activity(requests, activity.day(), activity.hours());
      Member seen = last.activity().equals(worth) ? last : member.withActivity(worth);
      sightings.add(new Sighting(new Cohort.Key(trait, value), seen));
      return seen;
    }

    private void claim(Lesson.Claimed lesson) {
      Claim claim = new Claim(lesson.value(), lesson.member().id(), lesson.member().organization());
      if (known.add(claim)) {
        claims.add(claim);
        claimed.add(lesson);
      }
    }

    private static int state(Member member) {
      int state = member.level().name().hashCode();
      state = state * 2 + (member.prepaid() ? 1 : 0);
      return (state * 2 + (member.proxied() ? 1 : 0)) * 0x9e37_79b9;
    }
  }
}
