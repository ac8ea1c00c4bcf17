package dev.weir.bench;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.CohortStore.Claim;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import dev.weir.store.redis.RedisConfig;
import dev.weir.store.redis.RedisStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/**
 * Measures what cohorts cost an empty Redis: bytes for each cohort and account, and processor time
 * for each sighting and reading.
 *
 * <p>Its argument: the host and port of a Redis that is <em>emptied</em>.
 */
final class CohortFootprint {
  private static final long NOW = 1_800_000_000_000L;
  private static final int BATCH = 1_000;
  private static final int VALUES = 25;

  /** What spreads numbers as hashes are: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final Jedis jedis;
  private final CohortStore cohorts;
  private final Random random = new Random(1);

  private CohortFootprint(Jedis jedis, CohortStore cohorts) {
    this.jedis = jedis;
    this.cohorts = cohorts;
  }

  public static void main(String[] arguments) {
    HostAndPort address = HostAndPort.from(arguments[0]);
    try (Jedis jedis = new Jedis(address);
        RedisStore store = RedisStore.open("redis://" + address, RedisConfig.defaults())) {
      System.out.println("| what | how many | bytes each | of Redis' processor, us each |");
      System.out.println("|---|---|---|---|");
      CohortFootprint footprint = new CohortFootprint(jedis, store.cohorts());
      footprint.cohorts(1, 100_000);
      footprint.cohorts(16, 20_000);
      footprint.cohorts(256, 2_000);
      footprint.accounts(40, 200);
      footprint.population();
      footprint.judgements();
      footprint.answers();
      footprint.claims();
      jedis.flushAll();
    }
  }

  private void cohorts(int members, int count) {
    List<Sighting> sightings = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      for (int i = 0; i < count; i++) {
        sightings.add(new Sighting(new Cohort.Key("template", i * SPREAD), member()));
      }
    }
    measure(
        "cohort of " + members + ": its first sightings",
        count,
        sightings.size(),
        () -> observe(sightings));
    measure(
        "cohort of " + members + ": everyone again", 0, sightings.size(), () -> observe(sightings));
    if (members > 1) {
      // One alone is never due.
      measure("cohort of " + members + ": taken and assessed", 0, count, () -> take(count));
    }
    jedis.flushAll();
  }

  private void take(int count) {
    int taken = 0;
    while (taken < count) {
      List<Cohort> due = join(cohorts.due(BATCH, NOW + CohortStore.CALM_MILLIS));
      if (due.isEmpty()) {
        throw new IllegalStateException("only " + taken + " cohorts are due");
      }
      taken += due.size();
      join(cohorts.assessed(due.stream().map(Cohort::key).toList()));
    }
  }

  /** Groups of accounts that share nine traits, and the 16 bands of a template. */
  private void accounts(int groups, int size) {
    List<Sighting> sightings = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      for (int account = 0; account < size; account++) {
        Member member = member();
        sightings.add(new Sighting(Cohort.Key.EVERYBODY, member));
        for (int value = 0; value < VALUES; value++) {
          long hash = (VALUES * group + value) * SPREAD;
          sightings.add(new Sighting(new Cohort.Key("template", hash), member));
        }
      }
    }
    measure(
        "account with " + VALUES + " values that " + size + " share",
        groups * size,
        sightings.size(),
        () -> observe(sightings));
    jedis.flushAll();
  }

  private void population() {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      sightings.add(new Sighting(Cohort.Key.EVERYBODY, member()));
    }
    measure("sample of the population", 1, sightings.size(), () -> observe(sightings));
    jedis.flushAll();
  }

  private void judgements() {
    List<Judgement> judgements = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Set<Long> chosen = new HashSet<>();
      while (chosen.size() < 12) {
        chosen.add(random.nextLong());
      }
      Finding finding =
          new Finding(20 / 3.0, 412, 1L << 30, .96, .31, .8, .1, .97, 12.5, .4, .1, 12, 1);
      Cohort.Key key = new Cohort.Key("template", random.nextLong());
      judgements.add(
          new Judgement(key, Standing.PROBING, NOW, NOW, chosen, finding, "", NOW - BATCH, NOW));
    }
    measure(
        "judgement",
        judgements.size(),
        judgements.size(),
        () -> batches(judgements).forEach(batch -> join(cohorts.judge(batch, NOW))));
    measure("reading all judgements", 0, judgements.size(), () -> join(cohorts.judgements(0)));
    measure("reading no changes, a time", 0, 1_000, () -> readNothing(1_000));
    jedis.flushAll();
  }

  private void readNothing(int times) {
    for (int i = 0; i < times; i++) {
      join(cohorts.judgements(NOW + 1));
    }
  }

  private void answers() {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      Cohort.Key cause = new Cohort.Key("template", random.nextLong());
      answers.add(new Answer(random.nextLong(), NOW, cause, Level.PAYMENT, 0, NOW, false));
    }
    measure(
        "account that was asked",
        answers.size(),
        answers.size(),
        () -> batches(answers).forEach(batch -> join(cohorts.answer(batch, NOW))));
    jedis.flushAll();
  }

  private void claims() {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 500_000; i++) {
      claims.add(new Claim(random.nextLong(), random.nextLong(), 1));
    }
    measure(
        "claim",
        claims.size(),
        claims.size(),
        () -> batches(claims).forEach(batch -> join(cohorts.claim(batch, NOW))));
    jedis.flushAll();
  }

  private void observe(List<Sighting> sightings) {
    batches(sightings).forEach(batch -> join(cohorts.observe(batch, NOW)));
  }

  /** Does something, and says what it cost for each of {@code count}, and for each of its steps. */
  private void measure(String what, int count, int steps, Runnable work) {
    double memory = info("used_memory:");
    double processor = info("used_cpu_user:") + info("used_cpu_sys:");
    work.run();
    double micros = (info("used_cpu_user:") + info("used_cpu_sys:") - processor) * 1e6;
    String bytes =
        count == 0 ? "" : String.format("%,.0f", (info("used_memory:") - memory) / count);
    System.out.printf("| %s | %,d | %s | %.1f |%n", what, steps, bytes, micros / steps);
  }

  private double info(String name) {
    return jedis.info().lines().filter(line -> line.startsWith(name)).findFirst().stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private Member member() {
    return new Member(
        random.nextLong(),
        1,
        Level.EMAIL,
        NOW,
        true,
        false,
        NOW,
        NOW,
        Activity.at(NOW),
        new ModelUse(1, 2, NOW));
  }

  private static <T> List<List<T>> batches(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      parts.add(all.subList(from, Math.min(all.size(), from + BATCH)));
    }
    return parts;
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
