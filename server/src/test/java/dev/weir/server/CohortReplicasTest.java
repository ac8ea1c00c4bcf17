package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.account.Level;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.Regard;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import dev.weir.cohort.Visit;
import dev.weir.store.StoreException;
import dev.weir.store.redis.RedisConfig;
import dev.weir.store.redis.RedisStore;
import dev.weir.telemetry.Telemetry;
import dev.weir.telemetry.TelemetryConfig;
import dev.weir.testing.RedisServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cohorts of several replicas that share one Redis. */
final class CohortReplicasTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of("card", new CohortPolicy.Trait(Duration.ofDays(7), 0, false, Set.of())),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          Duration.ofDays(7),
          Duration.ofDays(90));

  private final AtomicLong clock = new AtomicLong(NOW);
  private final RedisServer server = RedisServer.start();
  private final RedisStore storeOfOne = RedisStore.open(server.url(), RedisConfig.defaults());
  private final RedisStore storeOfTwo = RedisStore.open(server.url(), RedisConfig.defaults());
  private final LiveCohorts one = replica(storeOfOne.cohorts());
  private final LiveCohorts two = replica(storeOfTwo.cohorts());

  @BeforeEach
  void populate() {
    for (int i = 0; i < 400; i++) {
      one.meet(seen("real-" + i, "card-" + i, Level.PAYMENT, NOW - 400 * DAY));
    }
    join(one.learn(NOW));
  }

  @AfterEach
  void close() {
    storeOfOne.close();
    storeOfTwo.close();
    server.close();
  }

  @Test
  void learnWhatAnyOfThemHoldsAndGoOnWhereOneDies() {
    CohortUpkeep dies = started(storeOfOne.cohorts(), one, clock::get);
    meetTogether(two, "first");
    join(two.learn(NOW));
    await().untilAsserted(() -> assertThat(regard(one, "first").held()).isNotEmpty());

    try (CohortUpkeep survives = started(storeOfTwo.cohorts(), two, clock::get)) {
      await().untilAsserted(() -> assertThat(regard(two, "first").held()).isNotEmpty());
      dies.close();
      meetTogether(two, "second");
      join(two.learn(clock.get()));
      clock.addAndGet(CohortUpkeep.LEASE_MILLIS);
      await().untilAsserted(() -> assertThat(regard(two, "second").held()).isNotEmpty());
      assertThat(survives).isNotNull();
    }
  }

  @Test
  void learnWhatAnOperatorSaysToOneOfThem() {
    Cohort.Key key = sharedBy("first");
    try (CohortUpkeep here = started(storeOfTwo.cohorts(), two, clock::get)) {
      block(key);
      await().until(() -> regard(two, "first").is(Standing.BLOCKED));
      assertThat(here).isNotNull();
    }
  }

  @Test
  void judgeWhatTheySee() {
    try (CohortUpkeep here = started(storeOfOne.cohorts(), one, clock::get)) {
      meetTogether(one, "first");
      await().until(() -> regard(one, "first").is(Standing.PROBING));
      assertThat(here).isNotNull();
    }
  }

  @Test
  void learnWhatAnOperatorSaysByOneStep() {
    block(sharedBy("first"));
    assertThat(regard(two, "first")).isEqualTo(Regard.NONE);
    join(two.refresh(NOW));
    assertThat(regard(two, "first").is(Standing.BLOCKED)).isTrue();
  }

  @Test
  void judgeWhatTheySeeByOneStepOfEach() {
    meetTogether(one, "first");
    join(one.learn(NOW));
    join(one.assess(NOW));
    join(one.refresh(NOW));
    assertThat(regard(one, "first").is(Standing.PROBING)).isTrue();
  }

  /**
   * Nothing takes more than one step of each, so this is how soon it is known. A slow machine may
   * do a step late, but never early: a pause that is too long is never seen to be shorter, and one
   * that is not is so at last.
   */
  @Test
  void doEachStepAgainWithinASecond() {
    long begin = System.nanoTime();
    LongSupplier time = () -> NOW + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    try (CohortUpkeep upkeep = started(storeOfOne.cohorts(), one, time)) {
      for (CohortUpkeep.Step step : upkeep.steps()) {
        AtomicLong last = new AtomicLong();
        await(step.name())
            .until(
                () -> {
                  long at = step.succeededAt();
                  long before = last.getAndSet(at);
                  return at > before && at - before < 1_000;
                });
      }
    }
  }

  @Test
  void doNoHarmWhereTwoAssessAtOnce() {
    meetTogether(one, "first");
    join(one.learn(NOW));
    CompletableFuture<Boolean> byOne = one.assess(NOW).toCompletableFuture();
    CompletableFuture<Boolean> byTwo = two.assess(NOW).toCompletableFuture();
    assertThat(byOne.join() ^ byTwo.join()).as("one of them judged it").isTrue();
    join(one.refresh(NOW));
    join(two.refresh(NOW));
    assertThat(regard(one, "first").held()).hasSize(1).isEqualTo(regard(two, "first").held());
  }

  @Test
  void keepWhatTheySeeWhileRedisIsAway() {
    Regard before = regard(one, "first");
    join(one.learn(NOW));
    server.kill();
    meetTogether(one, "second");
    assertThatThrownBy(() -> join(one.learn(NOW))).hasCauseInstanceOf(StoreException.class);
    assertThat(one.counts().dropped()).as("it is written the next time").isZero();
    assertThat(regard(one, "first")).isEqualTo(before);
  }

  @Test
  void showWhatTheyKnowAndDoAndWhatFails() throws Exception {
    try (Telemetry telemetry = Telemetry.start(TelemetryConfig.defaults(), "test", Map.of());
        CohortUpkeep upkeep = started(storeOfOne.cohorts(), one, clock::get)) {
      CohortMetrics.register(telemetry.gauges(), () -> Optional.of(one), upkeep);
      meetTogether(one, "first");
      await()
          .untilAsserted(
              () ->
                  assertThat(scrape(telemetry))
                      .contains("weir_cohorts_held{state=\"probing\"} 1.0")
                      .contains("weir_cohorts_held{state=\"blocked\"} 0.0")
                      .contains("weir_cohorts_leads 1.0")
                      .contains("weir_cohorts_keyed 1.0")
                      .contains("weir_cohorts_lessons_waiting 0.0")
                      .contains("weir_cohorts_failures_total{step=\"refresh\"} 0.0")
                      .contains("weir_cohorts_succeeded_seconds{step=\"refresh\"} 1.8E9")
                      .doesNotContain("weir_cohorts_assessed_total 0.0"));

      server.kill();
      meetTogether(one, "second");
      await()
          .untilAsserted(
              () ->
                  assertThat(scrape(telemetry))
                      .contains("weir_cohorts_held{state=\"probing\"} 1.0")
                      .contains("weir_cohorts_lessons_dropped_total 0.0")
                      .contains("weir_cohorts_leads 0.0")
                      .doesNotContain("weir_cohorts_failures_total{step=\"learn\"} 0.0")
                      .doesNotContain("weir_cohorts_failures_total{step=\"assess\"} 0.0")
                      .doesNotContain("weir_cohorts_failures_total{step=\"refresh\"} 0.0"));
    }
  }

  private static String scrape(Telemetry telemetry) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, telemetry.registry().scrape());
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Lets many be seen with one card, and returns which cohort they are. */
  private Cohort.Key sharedBy(String card) {
    meetTogether(one, card);
    join(one.learn(NOW));
    List<Cohort> due = storeOfOne.cohorts().due(10, NOW).toCompletableFuture().join();
    assertThat(due).hasSize(1);
    return due.getFirst().key();
  }

  private void block(Cohort.Key key) {
    join(
        storeOfOne
            .cohorts()
            .dispose(
                List.of(Judgement.none(key, NOW).dispose(Standing.BLOCKED, "ann", clock.get())),
                clock.get()));
  }

  private static void meetTogether(LiveCohorts replica, String card) {
    for (int i = 0; i < 40; i++) {
      replica.meet(seen(card + "-" + i, card, Level.NONE, NOW - DAY));
    }
  }

  private Regard regard(LiveCohorts replica, String card) {
    return replica.meet(seen("somebody", card, Level.NONE, NOW - DAY));
  }

  private static LiveCohorts replica(CohortStore store) {
    return new LiveCohorts(store, () -> POLICY, TraitHash.unkeyed(), LiveCohorts.Room.USUAL);
  }

  private static void join(CompletionStage<?> stage) {
    stage.toCompletableFuture().join();
  }

  private static Visit seen(String id, String card, Level level, long createdAt) {
    return Visit.with("card", card, id, level, createdAt, NOW);
  }

  private static CohortUpkeep started(CohortStore store, LiveCohorts cohorts, LongSupplier clock) {
    CohortUpkeep upkeep = new CohortUpkeep(store, () -> Optional.of(cohorts), clock);
    upkeep.start();
    return upkeep;
  }
}
