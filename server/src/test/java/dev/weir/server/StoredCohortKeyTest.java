package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.TraitHash;
import dev.weir.config.SecretFile;
import dev.weir.store.StoreException;
import dev.weir.store.redis.RedisConfig;
import dev.weir.store.redis.RedisStore;
import dev.weir.testing.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The key of cohorts of several replicas that share one Redis. */
final class StoredCohortKeyTest {
  @TempDir Path folder;
  private final RedisServer server = RedisServer.start();
  private final RedisStore store = RedisStore.open(server.url(), RedisConfig.defaults());
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void close() {
    timer.shutdownNow();
    store.close();
    server.close();
  }

  @Test
  void isOneForAllReplicasAndNeverExpires() throws Exception {
    Cohort.Key one = cohortOf(replica());
    assertThat(cohortOf(replica())).isEqualTo(one);
    try (Jedis redis = server.connect()) {
      assertThat(redis.keys("weir:*:y:*")).hasSize(1);
      // docs/redis.md names it.
      String key = "weir:{19bf}:y:";
      assertThat(redis.keys("weir:*:y:*")).containsExactly(key);
      assertThat(redis.pttl(key)).as("no time to live").isEqualTo(-1);
      Path file = Files.writeString(folder.resolve("cohort.key"), redis.get(key) + "\n");
      assertThat(TraitHash.keyed(SecretFile.read(file)).cohort("card", "fp_1"))
          .as("good as a key file as it is")
          .isEqualTo(one);
    }
  }

  @Test
  void isUnknownUntilTheStoreAnswersAndNothingIsLearned() {
    server.kill();
    KeyedCohorts replica = replica();
    assertThat(replica.live()).isEmpty();
    assertThatThrownBy(replica::hash).isInstanceOf(StoreException.class);
    server.restart();
    await().until(() -> replica.live().isPresent());
  }

  @Test
  void comesBackToAStoreThatLostIt() {
    KeyedCohorts first = replica();
    Cohort.Key before = cohortOf(first);
    LiveCohorts live = first.live().orElseThrow();
    try (Jedis redis = server.connect()) {
      redis.flushAll();
      await().until(() -> !redis.keys("weir:*:y:*").isEmpty());
    }
    assertThat(cohortOf(replica())).isEqualTo(before);
    assertThat(first.live()).as("goes on").containsSame(live);
  }

  @Test
  void isTakenOverWhereTheStoreHasAnother() {
    KeyedCohorts first = replica();
    Cohort.Key before = cohortOf(first);
    LiveCohorts live = first.live().orElseThrow();
    try (Jedis redis = server.connect()) {
      String key = redis.keys("weir:*:y:*").iterator().next();
      redis.set(key, Base64.getEncoder().encodeToString(new byte[32]));
    }
    await().until(() -> !cohortOf(first).equals(before));
    assertThat(first.live()).as("begins anew").isPresent().get().isNotSameAs(live);
    assertThat(cohortOf(replica())).isEqualTo(cohortOf(first));
  }

  @Test
  void isNotUsedWhereItIsNone() {
    KeyedCohorts first = replica();
    Cohort.Key before = cohortOf(first);
    try (Jedis redis = server.connect()) {
      redis.set(redis.keys("weir:*:y:*").iterator().next(), "c2hvcnQ=");
    }
    KeyedCohorts late = unstarted();
    assertThatThrownBy(
            () ->
                new StoredCohortKey(store.cohorts(), late, new SecureRandom())
                    .ask(timer)
                    .toCompletableFuture()
                    .join())
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(late.live()).isEmpty();
    assertThat(cohortOf(first)).as("goes on with what it has").isEqualTo(before);
  }

  private KeyedCohorts replica() {
    KeyedCohorts cohorts = unstarted();
    new StoredCohortKey(store.cohorts(), cohorts, new SecureRandom())
        .start(timer, Duration.ofMillis(20));
    return cohorts;
  }

  private KeyedCohorts unstarted() {
    return new KeyedCohorts(
        hash ->
            new LiveCohorts(
                store.cohorts(), () -> CohortPolicy.NONE, hash, LiveCohorts.Room.USUAL));
  }

  private static Cohort.Key cohortOf(KeyedCohorts cohorts) {
    await().until(() -> cohorts.live().isPresent());
    return cohorts.hash().cohort("card", "fp_1");
  }
}
