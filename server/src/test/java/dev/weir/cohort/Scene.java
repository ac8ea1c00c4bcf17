package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.CohortPolicy.Nature;
import dev.weir.cohort.CohortPolicy.Trait;
import dev.weir.cohort.LiveCohorts.Room;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Cohorts over a store in memory, and those who call. Its time is its owner's. */
final class Scene {
  static final long START = 1_800_000_000_000L;
  static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  static final long DAY = TimeUnit.DAYS.toMillis(1);

  static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of(
              "card", trait(Nature.CARD),
              "prompt", trait(Nature.COMMON),
              "conversation", trait(Nature.OWNED)),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          Duration.ofDays(7),
          Duration.ofDays(90));

  final WatchedStore watched =
      new WatchedStore(new MemoryStore(this::now, MemoryConfig.defaults()).cohorts());
  final CohortStore store = watched.store();
  final TraitHash hash = TraitHash.keyed(new byte[32]);
  final LiveCohorts cohorts;
  private final List<Guest> people = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private long now = START;

  Scene(Room room) {
    cohorts = replica(room);
  }

  /** Returns a scene of people who share nothing, all of whom were seen. */
  static Scene of(int people) {
    Scene scene = new Scene(Room.USUAL);
    SplittableRandom random = new SplittableRandom(people);
    for (int i = 0; i < people; i++) {
      scene.people.add(Guest.alone("person " + i, random, START));
    }
    scene.everybodyCalls();
    return scene;
  }

  /** Returns some of a campaign, who share a card and nothing else, none of whom was seen. */
  static List<Guest> pool(int size, String card) {
    return IntStream.range(0, size)
        .mapToObj(i -> Guest.doubtful(card + ", account " + i, card, START))
        .toList();
  }

  /** Returns some who share a card, called each minute, and were silent until it was confirmed. */
  List<Guest> confirmed(String card) {
    List<Guest> pool = pool(30, card);
    for (int minute = 0; minute < 90; minute++) {
      pool.forEach(this::call);
      advance(MINUTE);
    }
    assertThat(standing("card", card)).isEqualTo(Standing.CONFIRMED);
    return pool;
  }

  private static Trait trait(Nature nature) {
    return new Trait(Duration.ofDays(7), 0, false, Set.of(nature));
  }

  /** Returns another replica over the same store. */
  LiveCohorts replica(Room room) {
    return new LiveCohorts(store, () -> POLICY, hash, room);
  }

  long now() {
    return now;
  }

  /** Lets one call: who is to be asked is asked, as an engine does. */
  Regard call(Guest guest) {
    Encounter encounter = guest.seen(now);
    Regard regard = cohorts.meet(encounter);
    if (regard.ask()) {
      asked.add(guest.id());
      cohorts.asked(encounter, regard);
    }
    return regard;
  }

  /** Returns who was ever asked. */
  Set<String> asked() {
    return asked;
  }

  void everybodyCalls() {
    people.forEach(this::call);
    step();
  }

  /** Does once what a server does twice a second. */
  void step() {
    join(cohorts.learn(now));
    join(cohorts.assess(now));
    join(cohorts.refresh(now));
  }

  /** Moves the time on, and then does what a server does. */
  void advance(long millis) {
    now += millis;
    step();
  }

  /** Lets days go by in which people call, and what a server does is done four times a day. */
  void days(int days) {
    for (int i = 0; i < 4 * days; i++) {
      if (i % 8 == 0) {
        everybodyCalls();
      }
      advance(DAY / 4);
    }
  }

  Standing standing(String trait, String value) {
    return cohort(trait, value).judgement().standing();
  }

  Cohort cohort(String trait, String value) {
    return join(store.find(hash.cohort(trait, value))).orElseThrow();
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
