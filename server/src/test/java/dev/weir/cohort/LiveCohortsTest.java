package dev.weir.cohort;

import static dev.weir.cohort.Scene.DAY;
import static dev.weir.cohort.Scene.MINUTE;
import static dev.weir.cohort.Scene.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.account.Level;
import dev.weir.cohort.LiveCohorts.Room;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What it knows, what it writes, and what it does where something is full. */
final class LiveCohortsTest {
  private static final String CARD = "the card";
  private static final int JUDGES = 4;

  @Test
  void aBusyAccountCostsTheStoreNothingOnceItIsKnown() {
    Scene scene = Scene.of(300);
    Guest busy = pool(1, CARD).getFirst();
    scene.call(busy);
    scene.step();
    int writes = scene.watched.writes();
    for (int i = 0; i < 10_000; i++) {
      scene.call(busy);
      assertThat(scene.cohorts.waiting()).isZero();
      if (i % 100 == 0) {
        scene.step();
      }
    }
    assertThat(scene.watched.writes()).isEqualTo(writes);

    scene.advance(DAY);
    scene.call(busy);
    scene.step();
    assertThat(requests(scene, CARD)).as("all of them, on the next day").isEqualTo(10_002);
  }

  @Test
  void aBusyMemberOfACampaignIsWrittenOnceThoughItIsAskedEachTime() {
    Scene scene = Scene.of(300);
    List<Guest> pool = scene.confirmed(CARD);
    Guest member = pool.getFirst();
    assertThat(scene.call(member).ask()).isTrue();
    scene.step();
    int writes = scene.watched.writes();
    for (int i = 0; i < 1_000; i++) {
      assertThat(scene.call(member).ask()).isTrue();
      scene.step();
    }
    assertThat(scene.watched.writes()).isEqualTo(writes);
  }

  @Test
  void whoIsOfTwoCampaignsIsWrittenOnceThoughItIsSeenWithOneOfThemAtATime() {
    Scene scene = Scene.of(300);
    Guest guest = pool(1, CARD).getFirst();
    List<Guest> member = List.of(guest, guest.withPrompt("the prompt").withCard("its own card"));
    say(scene, scene.hash.cohort("card", CARD), Standing.CONFIRMED);
    say(scene, scene.hash.cohort("prompt", "the prompt"), Standing.CONFIRMED);
    member.forEach(scene::call);
    scene.step();
    int writes = scene.watched.writes();
    for (int i = 0; i < 100; i++) {
      assertThat(scene.call(member.get(i % 2)).campaign()).isTrue();
      scene.step();
    }
    assertThat(scene.watched.writes()).isEqualTo(writes);
  }

  @Test
  void theHoursOfADayAreKnownWhenTheNextBegins() {
    Scene scene = Scene.of(300);
    Guest guest = pool(1, CARD).getFirst();
    int day = Activity.day(scene.now());
    int hours = 0;
    while (Activity.day(scene.now()) == day) {
      scene.call(guest);
      hours |= Activity.hour(scene.now());
      scene.advance(3 * DAY / 24);
    }
    Member today = scene.cohort("card", CARD).sample().members().getFirst();
    assertThat(today.activity()).isEqualTo(Activity.at(Scene.START));
    scene.call(guest);
    scene.step();
    Member then = scene.cohort("card", CARD).sample().members().getFirst();
    assertThat(then.activity()).isEqualTo(new Activity(1 + Integer.bitCount(hours), day, hours));
  }

  /**
   * Accounts that call at random, with one card each for all days; on two last days each calls
   * once, so that nothing waits. With as few places as four, one takes another's at each turn.
   */
  @ParameterizedTest
  @CsvSource({"1, 4", "2, 4", "3, 64", "4, 4096"})
  void countsEachRequestOnceWhateverTakesWhosePlace(long seed, int places) {
    Random random = new Random(seed);
    Scene scene = new Scene(new Room(places, 1 << 16, 1 << 14));
    List<Guest> guests =
        IntStream.range(0, 40).mapToObj(i -> pool(1, "card " + i).getFirst()).toList();
    Map<String, Long> model = new HashMap<>();
    for (int day = 0; day < 4; day++) {
      for (int i = 0; i < 2_000; i++) {
        // Few call often.
        count(scene, guests.get(random.nextInt(1 + random.nextInt(guests.size()))), model);
        if (random.nextInt(100) == 0) {
          scene.step();
        }
      }
      scene.advance(DAY);
    }
    for (int day = 0; day < 2; day++) {
      guests.forEach(guest -> count(scene, guest, model));
      scene.advance(DAY);
    }
    for (int i = 0; i < guests.size(); i++) {
      String card = "card " + i;
      assertThat(requests(scene, card)).as("seed %d, %s", seed, card).isEqualTo(model.get(card));
    }
    assertThat(scene.cohorts.counts().dropped()).isZero();
  }

  @Test
  void whoComesFromManyNetworksInADayIsTakenForOneBehindAProxy() {
    Scene scene = Scene.of(300);
    for (int i = 0; i < 40; i++) {
      for (String id : List.of("at home", "behind exits")) {
        String network = id + (id.equals("at home") ? i % 3 : i);
        Map<String, String> traits = Map.of("card", CARD, "network", network);
        scene.cohorts.meet(
            new Visit(id, Level.EMAIL, scene.now(), scene.now(), "large", traits, 0));
      }
    }
    scene.step();
    assertThat(scene.cohort("card", CARD).sample().members())
        .extracting(Member::id, Member::proxied)
        .containsExactlyInAnyOrder(
            tuple(scene.hash.account("at home"), false),
            tuple(scene.hash.account("behind exits"), true));
  }

  @Test
  void whatDoesNotFitIntoTheQueueIsCountedAndTheRestIsLearned() {
    Scene scene = new Scene(new Room(1 << 10, 1 << 10, 8));
    List<Guest> pool = pool(20, CARD);
    pool.forEach(guest -> assertThat(scene.call(guest)).isEqualTo(Regard.NONE));

    assertThat(scene.cohorts.waiting()).isEqualTo(8);
    assertThat(scene.cohorts.counts().dropped()).isEqualTo(12);
    scene.step();
    assertThat(scene.cohorts.waiting()).isZero();
    assertThat(scene.cohort("card", CARD).sample().size()).isEqualTo(8);
    pool(5, "another card").forEach(scene::call);
    scene.step();
    assertThat(scene.cohorts.counts().dropped()).as("there is room again").isEqualTo(12);
    assertThat(scene.cohort("card", "another card").sample().size()).isEqualTo(5);
  }

  @Test
  void whatIsHeldIsSeenOnceItIsRefreshed() {
    Scene scene = Scene.of(300);
    List<Guest> pool = pool(40, CARD);
    pool.forEach(scene::call);
    Scene.join(scene.cohorts.learn(scene.now()));
    assertThat(Scene.join(scene.cohorts.assess(scene.now()))).as("anything changed").isTrue();
    assertThat(pool).allMatch(guest -> scene.call(guest).equals(Regard.NONE));

    Scene.join(scene.cohorts.refresh(scene.now()));
    assertThat(pool).allMatch(guest -> scene.call(guest).is(Standing.PROBING));
    assertThat(Scene.join(scene.cohorts.assess(scene.now()))).as("and again").isFalse();
  }

  /** Those who were asked last are silent, so nobody else is chosen; but more share the card. */
  @Test
  void whyACohortIsSuspiciousIsKnownAsItIsAndNotAsItWasWhenItBecameSo() {
    Scene scene = Scene.of(300);
    LiveCohorts other = scene.replica(Room.USUAL);
    List<Guest> pool = pool(100, CARD);
    Guest member = pool.getFirst();
    for (int i = 0; i < 10; i++) {
      pool.subList(0, 40).forEach(scene::call);
      scene.advance(MINUTE);
    }
    Set<Long> chosen = scene.cohort("card", CARD).judgement().chosen();
    Scene.join(other.refresh(scene.now()));
    assertThat(finding(scene.call(member)).accounts()).isEqualTo(40);
    assertThat(finding(scene.call(member)).asked()).isEqualTo(9);
    assertThat(finding(other.meet(member.seen(scene.now()))).accounts()).isEqualTo(40);

    pool.subList(40, 47).forEach(scene::call);
    scene.advance(MINUTE);
    Scene.join(other.refresh(scene.now()));
    assertThat(finding(scene.call(member)).accounts()).as("a sixth more").isEqualTo(40);

    pool.subList(47, 100).forEach(scene::call);
    scene.advance(MINUTE);
    Scene.join(other.refresh(scene.now()));
    assertThat(scene.cohort("card", CARD).judgement().chosen()).isEqualTo(chosen);
    assertThat(finding(scene.call(member)).accounts()).isEqualTo(100);
    assertThat(finding(other.meet(member.seen(scene.now()))).accounts()).isEqualTo(100);
  }

  private static Finding finding(Regard regard) {
    assertThat(regard.held()).hasSize(1);
    return regard.held().getFirst().judgement().finding();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAnOperatorSaysIsSeenOnceItIsRefreshed(boolean wasSeenBefore) {
    Scene scene = Scene.of(300);
    Guest guest = pool(1, CARD).getFirst();
    if (wasSeenBefore) {
      assertThat(scene.call(guest)).isEqualTo(Regard.NONE);
    }
    say(scene, Standing.BLOCKED);
    assertThat(scene.call(guest).is(Standing.BLOCKED)).isTrue();
    assertThat(scene.call(guest).ask()).isFalse();

    say(scene, Standing.CONFIRMED);
    assertThat(scene.call(guest).is(Standing.BLOCKED)).isFalse();
    assertThat(scene.call(guest).campaign()).isTrue();

    say(scene, Standing.OBSERVED);
    assertThat(scene.call(guest)).isEqualTo(Regard.NONE);
  }

  @Test
  void aReplicaThatStartsKnowsWhatIsHeldAndWhoIsSilent() {
    Scene scene = Scene.of(300);
    List<Guest> pool = scene.confirmed(CARD);
    pool.forEach(scene::call);
    scene.advance(DAY);
    LiveCohorts other = scene.replica(Room.USUAL);
    assertThat(other.meet(pool.getFirst().seen(scene.now()))).isEqualTo(Regard.NONE);

    Scene.join(other.refresh(scene.now()));
    for (Guest guest : pool) {
      assertThat(other.meet(guest.seen(scene.now()))).isEqualTo(scene.call(guest));
      assertThat(scene.call(guest).askedAt()).isLessThanOrEqualTo(scene.now() - DAY);
    }
  }

  /** Each account calls whichever of two, which both learn, judge and read, one after the other. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void twoReplicasOverOneStoreAgree(long seed) {
    Random random = new Random(seed);
    Scene scene = Scene.of(300);
    List<LiveCohorts> replicas = List.of(scene.cohorts, scene.replica(Room.USUAL));
    List<Guest> guests =
        Stream.of("one", "another", "a third").flatMap(card -> pool(30, card).stream()).toList();
    for (int minute = 0; minute < 120; minute++) {
      for (Guest guest : guests) {
        LiveCohorts replica = replicas.get(random.nextInt(2));
        Encounter encounter = guest.seen(scene.now());
        Regard regard = replica.meet(encounter);
        replica.asked(encounter, regard);
      }
      step(replicas, scene.now());
      scene.advance(MINUTE);
      step(replicas, scene.now());
      for (Guest guest : guests) {
        assertThat(decisive(replicas.get(0).meet(guest.seen(scene.now()))))
            .as("seed %d, minute %d, %s", seed, minute, guest.id())
            .isEqualTo(decisive(replicas.get(1).meet(guest.seen(scene.now()))));
      }
    }
    assertThat(scene.standing("card", "another")).isEqualTo(Standing.CONFIRMED);
  }

  /** Four judge at once, each on a thread of its own; what is held is what one alone would hold. */
  @Test
  void manyThatJudgeAtOnceDoNoHarm() throws Exception {
    int cards = 40;
    try (ExecutorService threads = Executors.newFixedThreadPool(JUDGES)) {
      for (int round = 0; round < 3; round++) {
        Scene scene = Scene.of(3_000);
        for (int i = 0; i < cards; i++) {
          pool(i % 2 == 0 ? 20 : 3, "card " + i).forEach(scene::call);
        }
        Scene.join(scene.cohorts.learn(scene.now()));
        CyclicBarrier together = new CyclicBarrier(JUDGES);
        List<Callable<Boolean>> judges =
            Stream.generate(() -> judge(scene.replica(Room.USUAL), scene.now(), together))
                .limit(JUDGES)
                .toList();
        for (Future<Boolean> one : threads.invokeAll(judges)) {
          one.get();
        }
        for (int i = 0; i < cards; i++) {
          assertThat(scene.standing("card", "card " + i))
              .as("card %d", i)
              .isEqualTo(i % 2 == 0 ? Standing.PROBING : Standing.OBSERVED);
          assertThat(scene.cohort("card", "card " + i).judgement().chosen())
              .hasSize(i % 2 == 0 ? 9 : 0);
        }
        assertThat(Scene.join(scene.store.due(1_000, scene.now()))).as("left").isEmpty();
      }
    }
  }

  /** Returns what decides: not the figures, which are as of when something changed last. */
  private static List<Object> decisive(Regard regard) {
    List<Object> held =
        regard.held().stream()
            .map(Held::judgement)
            .flatMap(of -> Stream.<Object>of(of.key(), of.standing(), of.since(), of.chosen()))
            .toList();
    return List.of(regard.ask(), regard.campaign(), regard.slow(), regard.askedAt(), held);
  }

  /** Judges once all are there. */
  private static Callable<Boolean> judge(LiveCohorts replica, long now, CyclicBarrier together) {
    return () -> {
      together.await();
      return Scene.join(replica.assess(now));
    };
  }

  private static void step(List<LiveCohorts> replicas, long now) {
    for (LiveCohorts replica : replicas) {
      Scene.join(replica.learn(now));
      Scene.join(replica.assess(now));
    }
    replicas.forEach(replica -> Scene.join(replica.refresh(now)));
  }

  private static void say(Scene scene, Standing standing) {
    say(scene, scene.hash.cohort("card", CARD), standing);
  }

  private static void say(Scene scene, Cohort.Key key, Standing standing) {
    Judgement said = Judgement.none(key, scene.now()).dispose(standing, "ann", scene.now());
    Scene.join(scene.store.dispose(List.of(said), scene.now()));
    Scene.join(scene.cohorts.refresh(scene.now()));
  }

  private static void count(Scene scene, Guest guest, Map<String, Long> model) {
    scene.call(guest);
    model.merge(guest.card(), 1L, Long::sum);
  }

  private static long requests(Scene scene, String card) {
    List<Member> members = scene.cohort("card", card).sample().members();
    assertThat(members).hasSize(1);
    return members.getFirst().activity().requests();
  }
}
