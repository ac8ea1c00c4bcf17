package dev.weir.cohort;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.cohort.Encounters.Known;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Knows what is held of cohorts, and learns who is seen, from memory. What it learns waits in a
 * bounded queue until {@link #learn}; that and {@link #assess} and {@link #refresh} are done now
 * and then by whoever owns it. Thread-safe, but each of the three is for one thread at a time.
 *
 * <p>An account that is seen again with the same traits is only counted until the next day, so that
 * a busy one costs the store nothing.
 */
public final class LiveCohorts implements Cohorts {
  /**
   * With how many things an account is learned in a day, and which share of more: a power of 2.
   * What one account shows is the store's only so far; but nobody may hide behind a thousand things
   * that it showed before.
   */
  private static final int MOST_LEARNED = 256;

  private static final int LEARNED = 16;

  private final TraitHash hash;
  private final BlockingQueue<Lesson> lessons;
  private final LongAdder dropped = new LongAdder();
  private final Encounters encounters;
  private final Introductions introductions;
  private final Networks networks;
  private final Standings standings = new Standings();
  private final Answers answers = new Answers();
  private final RegardFinder regards;
  private final Learner learner;
  private final Assessment assessment;

  /** Of the last who was met. Shared, as each account is remembered with its own. */
  private volatile String[] usualTraits = new String[0];

  /**
   * Creates one that has seen nothing.
   *
   * @param policies gives the policy in force
   * @param room how much it remembers
   */
  public LiveCohorts(
      CohortStore store, Supplier<CohortPolicy> policies, TraitHash hash, Room room) {
    this.hash = hash;
    this.lessons = new ArrayBlockingQueue<>(room.lessons());
    this.encounters = new Encounters(room.encounters());
    this.introductions = new Introductions(room.encounters());
    this.networks = new Networks(room.encounters());
    this.regards = new RegardFinder(policies, standings, answers);
    this.learner =
        new Learner(
            store,
            policies,
            answers,
            standings,
            new SightingFilter(room.sightings(), Activity.DAY_MILLIS));
    this.assessment = new Assessment(store, policies, answers, standings);
  }

  /**
   * How much is remembered, whatever comes. Where there is less room than accounts that are seen in
   * a day, more is written to the store than is news.
   *
   * @param encounters how many accounts, each with what it was seen with, some 500 bytes each; a
   *     power of 2
   * @param sightings how many accounts in cohorts that were written today, 8 bytes each; a power of
   *     2
   * @param lessons how many wait to be learned at most
   */
  public record Room(int encounters, int sightings, int lessons) {
    /** What one replica has: 70 MB when full. */
    public static final Room USUAL = new Room(1 << 17, 1 << 20, 1 << 14);
  }

  /** Returns how many lessons wait to be learned. */
  public int waiting() {
    return lessons.size();
  }

  /** Returns what was counted so far. Costs as little as reading a few numbers. */
  public Counts counts() {
    return new Counts(
        dropped.sum() + learner.dropped(),
        learner.asked(),
        learner.passed(),
        assessment.assessed());
  }

  /** Returns of how many cohorts something is held, by what. Takes a look at each of them. */
  public Map<Standing, Integer> held() {
    return standings.count();
  }

  /**
   * What was counted here, and not on other replicas.
   *
   * @param dropped lessons, and what was made of them, that were lost: too many waited, for the
   *     store or for being learned
   * @param asked accounts that were asked, once until they answer
   * @param passed accounts that answered
   * @param assessed cohorts that were judged, each as often as it was
   */
  public record Counts(long dropped, long asked, long passed, long assessed) {
    /** Nothing was counted. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);
  }

  @Override
  public Regard meet(Encounter encounter) {
    String accountId = encounter.account().accountId();
    FingerprintHash request = hash.request();
    encounter.fingerprint(request);
    long fingerprint = request.end();
    long at = encounter.at();
    int day = Activity.day(at);
    int place = encounters.place(accountId, fingerprint);
    Known known = encounters.at(place);
    if (known != null && known.is(accountId, fingerprint, day)) {
      known.count(Activity.hour(at));
    } else {
      known = introduce(encounter, accountId, fingerprint, day, place);
    }
    claim(encounter, known);
    return regards.find(known, encounter.level());
  }

  @Override
  public void asked(Encounter encounter, Regard regard) {
    if (!regard.ask()) {
      return;
    }
    long account = hash.account(encounter.account().accountId());
    standings
        .ask(account, regard, answers.find(account), encounter.at())
        .ifPresent(asked -> offer(new Lesson.Answered(asked)));
  }

  @Override
  public void answered(String accountId, Level level, long at) {
    long account = hash.account(accountId);
    Answer answer = answers.find(account);
    if (answer != null && answer.isSilent() && learner.answers(level, answer)) {
      offer(new Lesson.Answered(Answer.passed(account, answer.cause(), at)));
    }
  }

  /**
   * Writes what was seen since. The stage ends when the store has it. Where it fails, all is
   * written the next time, as far as there is room; what is lost is counted.
   */
  public CompletionStage<Void> learn(long now) {
    return learn(take(), now);
  }

  /** Takes away what was seen since, for {@link #learn(Lessons, long)}. */
  public Lessons take() {
    List<Lesson> taken = new ArrayList<>(lessons.size());
    lessons.drainTo(taken);
    return new Lessons(taken);
  }

  /**
   * Writes what was seen, here or by another that has the same policy and hash. Where the store
   * fails, that waits here.
   */
  public CompletionStage<Void> learn(Lessons taken, long now) {
    return learner
        .learn(taken.all(), now)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                taken.all().forEach(this::again);
              }
            });
  }

  /**
   * Judges the cohorts that are due. For one replica at a time, though two do no harm.
   *
   * @return whether anything is held otherwise than before, or for other reasons
   */
  public CompletionStage<Boolean> assess(long now) {
    return assessment.run(now);
  }

  /** Learns what is held of all cohorts, as of now, and who answered, whichever replica asked. */
  public CompletionStage<Void> refresh(long now) {
    return read(now).thenAccept(this::update);
  }

  /** Reads what was written since the last {@link #update}, without taking it over. */
  public CompletionStage<News> read(long now) {
    return learner.read(now);
  }

  /** Takes over what was read, here or by another on the same store. For one thread at a time. */
  public void update(News news) {
    learner.update(news);
  }

  private Known introduce(
      Encounter encounter, String accountId, long fingerprint, int day, int place) {
    Values values = new Values(hash);
    encounter.shared(values);
    Member member = member(encounter);
    boolean learned =
        introductions.add(member.id(), day) <= MOST_LEARNED
            || (SightingFilter.mix(fingerprint) & (LEARNED - 1)) == 0;
    String[] traits = values.traits(usualTraits);
    usualTraits = traits;
    Known known = new Known(accountId, fingerprint, day, member, learned, traits, values.hashes());
    Activity activity = member.activity();
    Known before = encounters.put(place, known);
    Activity unlearned = before == null ? activity : before.later();
    if (before != null && before.is(accountId, fingerprint)) {
      // What it did on the day before is complete now.
      activity = unlearned.plusRequest();
    } else if (before != null && before.learned && unlearned.requests() > 0) {
      offer(new Lesson.Met(before, unlearned));
    }
    if (learned) {
      offer(new Lesson.Met(known, activity));
    }
    return known;
  }

  private Member member(Encounter encounter) {
    Account account = encounter.account();
    long at = encounter.at();
    long id = hash.account(account.accountId());
    return new Member(
        id,
        hash.organization(account.organizationId()),
        encounter.level(),
        account.createdAt(),
        account.payment().prepaid(),
        isProxied(id, encounter),
        at,
        at,
        Activity.at(at),
        encounter.model().isEmpty()
            ? ModelUse.NONE
            : new ModelUse(hash.model(encounter.model()), 0, at));
  }

  private boolean isProxied(long account, Encounter encounter) {
    int day = Activity.day(encounter.at());
    return networks.add(account, encounter.network().hashCode(), encounter.proxied(), day);
  }

  private void claim(Encounter encounter, Known known) {
    encounter.owned(
        new Encounter.Visitor() {
          @Override
          public void text(String trait, String value) {
            long hashed = hash.of(trait, value);
            if (hash.isFollowed(hashed)) {
              claim(trait, hashed, known);
            }
          }

          @Override
          public void hash(String trait, long value) {
            // Most are not followed, and hashing each would cost more than all else here.
            if (hash.isFollowed(value)) {
              claim(trait, hash.of(trait, value), known);
            }
          }
        });
  }

  private void claim(String trait, long value, Known known) {
    offer(new Lesson.Claimed(trait, value, known.member));
  }

  private void again(Lesson lesson) {
    switch (lesson) {
      case Lesson.Answered answered -> offer(answered);
      case Lesson.Claimed claimed -> offer(claimed);
      case Lesson.Met _ -> {
        // The learner keeps what is worth writing of it.
      }
    }
  }

  private void offer(Lesson lesson) {
    if (!lessons.offer(lesson)) {
      dropped.increment();
    }
  }

  /** Collects what stands for the values of an encounter. */
  private static final class Values implements Encounter.Visitor {
    private final TraitHash hash;
    private String[] traits = new String[24];
    private long[] hashes = new long[24];
    private int count;

    Values(TraitHash hash) {
      this.hash = hash;
    }

    @Override
    public void text(String trait, String value) {
      add(trait, hash.of(trait, value));
    }

    @Override
    public void hash(String trait, long value) {
      add(trait, hash.of(trait, value));
    }

    private void add(String trait, long value) {
      if (count == hashes.length) {
        traits = Arrays.copyOf(traits, count * 2);
        hashes = Arrays.copyOf(hashes, count * 2);
      }
      traits[count] = trait;
      hashes[count++] = value;
    }

    /** Returns the traits: these usual ones, if they are the same, as they are for most. */
    String[] traits(String[] usual) {
      return Arrays.equals(usual, 0, usual.length, traits, 0, count)
          ? usual
          : Arrays.copyOf(traits, count);
    }

    long[] hashes() {
      return Arrays.copyOf(hashes, count);
    }
  }
}
