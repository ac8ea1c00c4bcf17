package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Member;
import dev.weir.cohort.MemberBuilder;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of cohorts remembers of members. Each test has a store to itself. */
public abstract class CohortSampleContract extends CohortContract {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void samplesAsTheModelDoes(long seed) throws Exception {
    Random random = new Random(seed);
    List<Cohort.Key> keys = List.of(CARD, OTHER, new Cohort.Key("ip", -1));
    Map<Cohort.Key, Sample> model = new HashMap<>();
    for (int batch = 0; batch < 200; batch++) {
      List<Sighting> sightings = new ArrayList<>();
      // Now and then one alone.
      for (int i = batch % 2 == 0 ? random.nextInt(120) : 0; i >= 0; i--) {
        // The first of the cohorts stays small, the others overflow.
        int cohort = random.nextInt(keys.size());
        int accounts = cohort == 0 ? 200 : 900;
        sightings.add(new Sighting(keys.get(cohort), anyMember(random, random.nextInt(accounts))));
      }
      for (Sighting sighting : sightings) {
        Sample before = model.getOrDefault(sighting.key(), Sample.empty(CohortStore.SAMPLE));
        model.put(sighting.key(), before.with(sighting.member()));
      }
      get(cohorts().observe(sightings, NOW));
    }
    for (Cohort.Key key : keys) {
      assertThat(kept(get(cohorts().find(key)).orElseThrow().sample()))
          .as("seed %d, cohort %s", seed, key)
          .isEqualTo(kept(Objects.requireNonNull(model.get(key))));
    }
    assertThat(keys).extracting(key -> sizeOf(model, key)).contains(CohortStore.SAMPLE);
    assertThat(sizeOf(model, CARD)).as("a small one").isLessThan(CohortStore.SAMPLE);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void samplesTheSameInAnyOrder(long seed) throws Exception {
    Random random = new Random(seed);
    List<Member> seen = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      // At a time of its own each, and with one model.
      Member member = anyMember(random, random.nextInt(500));
      seen.add(
          MemberBuilder.like(member)
              .seen(NOW + i * SECOND)
              .models(new ModelUse(7, 0, NOW + i * SECOND))
              .build());
    }
    for (Cohort.Key key : List.of(CARD, OTHER)) {
      Collections.shuffle(seen, random);
      for (int from = 0; from < seen.size(); ) {
        int to = Math.min(seen.size(), from + 1 + random.nextInt(400));
        observe(NOW, key, seen.subList(from, to));
        from = to;
      }
    }
    assertThat(kept(get(cohorts().find(CARD)).orElseThrow().sample()))
        .as("seed %d", seed)
        .isEqualTo(kept(get(cohorts().find(OTHER)).orElseThrow().sample()));
  }

  @Test
  void samplesThePopulationAsTheModelDoes() throws Exception {
    Random random = new Random(7);
    assertThat(get(cohorts().population())).isEqualTo(Sample.empty(CohortStore.POPULATION_SAMPLE));
    Sample model = Sample.empty(CohortStore.POPULATION_SAMPLE);
    for (int batch = 0; batch < 10; batch++) {
      List<Member> seen = new ArrayList<>();
      for (int i = 0; i < 700; i++) {
        seen.add(anyMember(random, random.nextInt(6_000)));
        model = model.with(seen.getLast());
      }
      observe(NOW, Cohort.Key.EVERYBODY, seen);
      if (batch == 3) {
        assertThat(get(cohorts().population())).matches(Sample::isComplete);
        assertThat(kept(get(cohorts().population()))).isEqualTo(kept(model));
      }
    }
    assertThat(model.isComplete()).as("more than it holds").isFalse();
    assertThat(kept(get(cohorts().population()))).isEqualTo(kept(model));
  }

  /** However many were there before: of these, no sample is kept for ever. */
  @Test
  void samplesWhoIsStillThereWhenMostAreGone() throws Exception {
    int gone = 16_000;
    int there = 1_000;
    List<Member> before = new ArrayList<>();
    for (int i = 0; i < gone; i++) {
      before.add(member(new Random(i).nextLong()));
    }
    observe(NOW, Cohort.Key.EVERYBODY, before);
    long later = NOW + CohortStore.ACTIVE_MILLIS + 2 * SECOND;
    List<Member> after = new ArrayList<>();
    for (int i = gone; i < gone + there; i++) {
      Member member = member(new Random(i).nextLong());
      after.add(MemberBuilder.like(member).seen(later).build());
    }
    observe(later, Cohort.Key.EVERYBODY, after);

    Sample active = get(cohorts().population()).since(later - CohortStore.ACTIVE_MILLIS);
    assertThat(active.members())
        .extracting(Member::id)
        .containsExactlyInAnyOrderElementsOf(after.stream().map(Member::id).toList());
  }

  @Test
  void countsRequestsUpToTheirMost() throws Exception {
    Activity nearly = new Activity(Activity.MOST_REQUESTS - 1, Activity.day(NOW), 1);
    Member busy = MemberBuilder.like(member(1)).activity(nearly).build();
    for (int i = 0; i < 3; i++) {
      observe(NOW, CARD, List.of(busy, member(2)));
    }
    assertThat(get(cohorts().find(CARD)).orElseThrow().sample().members())
        .extracting(member -> member.activity().requests())
        .containsExactly(Activity.MOST_REQUESTS, 3L);
  }

  /** Those whose first time is out of reach have to seem no younger than they can be said to be. */
  @Test
  void keepsOfTimesLongAgoThatTheyAreLongAgo() throws Exception {
    Member old =
        new Member(
            1,
            0,
            Level.NONE,
            NOW - 20 * 365 * DAY,
            false,
            false,
            NOW - 400 * DAY,
            NOW,
            new Activity(1, Activity.day(NOW) - 30, 1),
            new ModelUse(1, 0, NOW - 300 * DAY));
    observe(NOW, CARD, List.of(old));
    Member kept = get(cohorts().find(CARD)).orElseThrow().sample().members().getFirst();
    assertThat(kept.createdAt()).isLessThan(NOW - 7 * 365 * DAY);
    assertThat(kept.firstSeen()).isLessThanOrEqualTo(NOW - 170 * DAY);
    assertThat(kept.models().since()).isLessThanOrEqualTo(NOW - 170 * DAY);
    assertThat(kept.activity().day()).isLessThanOrEqualTo(Activity.day(NOW) - 7);
  }

  @Test
  void keepsOfAnAccountFromTheFutureThatItIsNew() throws Exception {
    Member unborn =
        new Member(
            1, 0, Level.NONE, NOW + DAY, false, false, NOW, NOW, Activity.at(NOW), ModelUse.NONE);
    observe(NOW, CARD, List.of(unborn));
    Member kept = get(cohorts().find(CARD)).orElseThrow().sample().members().getFirst();
    assertThat(kept.createdAt()).isGreaterThanOrEqualTo(NOW);
  }

  /** Returns what every store keeps at least of a sample. */
  private static Kept kept(Sample sample) {
    return new Kept(
        sample.isComplete(),
        sample.bound(),
        sample.members().stream().map(CohortSampleContract::kept).toList());
  }

  private static Member kept(Member member) {
    long last = member.lastSeen();
    ModelUse models = member.models();
    return new Member(
        member.id(),
        member.organization(),
        member.level(),
        member.createdAt() == 0 ? 0 : last - (last - member.createdAt()) / HOUR * HOUR,
        member.prepaid(),
        member.proxied(),
        member.firstSeen() / HOUR * HOUR,
        last,
        member.activity(),
        models.newest() == 0
            ? ModelUse.NONE
            : new ModelUse(models.newest(), models.before(), models.since() / HOUR * HOUR));
  }

  private record Kept(boolean complete, long bound, List<Member> members) {}

  @Test
  void knowsNoCohortThatNobodyWasSeenIn() throws Exception {
    assertThat(get(cohorts().find(CARD))).isEmpty();
    observe(NOW, CARD, members(1));
    assertThat(get(cohorts().find(CARD)))
        .hasValue(Cohort.empty(CARD, CohortStore.SAMPLE, NOW).with(member(0)));
    assertThat(get(cohorts().find(new Cohort.Key("ip", CARD.value())))).isEmpty();
  }

  private static int sizeOf(Map<Cohort.Key, Sample> model, Cohort.Key key) {
    Sample sample = model.get(key);
    return sample == null ? 0 : sample.size();
  }

  /** Returns one of few models: none, or one whose hash is small or as large as it can be. */
  private static int model(Random random) {
    return new int[] {0, 1, 2, 0xffff}[random.nextInt(4)];
  }

  /** Returns a sighting of one of some accounts, whose ids are spread as hashes are. */
  private static Member anyMember(Random random, int account) {
    List<Level> levels = List.of(Level.values());
    long id = new Random(account).nextLong();
    // In as many days and hours as are told apart.
    long time = NOW + random.nextInt(3 * 86_400) * SECOND;
    long since = time - random.nextInt(3 * 86_400) * SECOND;
    return new Member(
        id,
        random.nextInt(1 << 24),
        levels.get(random.nextInt(levels.size())),
        random.nextBoolean() ? 0 : NOW - random.nextInt(500 * 86_400) * SECOND,
        random.nextBoolean(),
        random.nextInt(8) == 0,
        time - random.nextInt(3 * 86_400) * SECOND,
        time,
        new Activity(
            1 + random.nextInt(1 << 12),
            Activity.day(time) - random.nextInt(3),
            random.nextInt(1 << 24)),
        new ModelUse(model(random), model(random), since));
  }
}
