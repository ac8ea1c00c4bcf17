package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.CohortStore.Claim;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import dev.weir.testing.RedisServer;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** That no flood takes memory of Redis without end, and that what is not seen is forgotten. */
final class RedisCohortBoundsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int MOST = 10 * Shards.COUNT;
  private static final Cohort.Key CARD = new Cohort.Key("card", 7);

  private final RedisServer server = RedisServer.start();
  private final Jedis jedis = server.connect();
  private final Keys keys = new Keys("weir:");
  private Router router;
  private CohortStore cohorts;

  @BeforeEach
  void open() {
    Wires wires = new Wires(RedisUrl.parse(server.url()), RedisConfig.defaults());
    HostAndPort address = new HostAndPort(server.host(), server.port());
    router = new SingleRouter("test", () -> address, wires, new PipelineCounters());
    cohorts = new RedisCohorts(router, keys, MOST, MOST);
  }

  @AfterEach
  void close() {
    router.close();
    jedis.close();
    server.close();
  }

  @Test
  void forgetsWhatIsNotSeenUnlessSomethingIsHeld() throws Exception {
    see(NOW, List.of(CARD), 2);
    assertThat(jedis.pttl(keys.sample(CARD))).isBetween(1L, CohortStore.FORGOTTEN_MILLIS);
    hold(NOW, List.of(CARD), Standing.CONFIRMED);
    assertThat(jedis.pttl(keys.sample(CARD))).as("held").isEqualTo(-1);
    see(NOW, List.of(CARD), 3);
    assertThat(jedis.pttl(keys.sample(CARD))).as("held and seen").isEqualTo(-1);
    hold(NOW, List.of(CARD), Standing.OBSERVED);
    assertThat(jedis.pttl(keys.sample(CARD))).isBetween(1L, CohortStore.FORGOTTEN_MILLIS);
  }

  @Test
  void keepsAtMostSoManyCohortsAndThoseThatWereSeenLast() throws Exception {
    hold(NOW, List.of(CARD), Standing.CONFIRMED);
    see(NOW, List.of(CARD), 2);
    List<Cohort.Key> values = cohorts(3_000);
    for (int from = 0; from < values.size(); from += 100) {
      see(NOW + from, values.subList(from, from + 100), 2);
    }
    assertThat(jedis.keys("*:m:*")).hasSizeLessThanOrEqualTo(MOST + 1).hasSizeGreaterThan(MOST / 2);
    assertThat(Requests.get(cohorts.find(values.getLast()))).isPresent();
    assertThat(Requests.get(cohorts.find(values.getFirst()))).isEmpty();
    assertThat(Requests.get(cohorts.find(CARD)).orElseThrow().sample().size())
        .as("held")
        .isEqualTo(2);
    assertThat(total("due")).isLessThanOrEqualTo(MOST);
  }

  @Test
  void holdsSomethingOfAtMostSoManyCohortsAndOfThoseThatWereJudgedLast() throws Exception {
    Judgement said = Judgement.none(CARD, NOW).dispose(Standing.BLOCKED, "ann", NOW);
    Requests.get(cohorts.dispose(List.of(said), NOW));
    List<Cohort.Key> values = cohorts(1_000);
    see(NOW, values.subList(0, 1), 2);
    for (int from = 0; from < values.size(); from += 100) {
      hold(NOW + from, values.subList(from, from + 100), Standing.CONFIRMED);
    }
    List<Judgement> held = Requests.get(cohorts.judgements(0));
    assertThat(held).hasSizeLessThanOrEqualTo(MOST + 1).contains(said);
    assertThat(held).extracting(Judgement::key).contains(values.getLast());
    assertThat(Requests.get(cohorts.judgements(NOW + 1)))
        .as("replicas hear of those that made room")
        .anyMatch(judgement -> judgement.standing() == Standing.OBSERVED);
    assertThat(total("lifted")).isLessThanOrEqualTo(MOST);
    assertThat(total("judged")).isLessThanOrEqualTo(2 * MOST + 1);
    assertThat(jedis.pttl(keys.sample(values.getFirst()))).as("held no more").isPositive();
  }

  @Test
  void keepsAtMostSoManyClaims() throws Exception {
    // All of these share a bucket.
    List<Claim> claims =
        LongStream.range(0, 100_000_000)
            .filter(value -> Shards.high(value, 16) == 0)
            .limit(100)
            .mapToObj(value -> new Claim(value, 1, 0))
            .toList();
    Requests.get(cohorts.claim(claims, NOW));
    assertThat(jedis.strlen(keys.claims(0, 0))).isEqualTo(64 * 26);
    assertThat(jedis.pttl(keys.claims(0, 0))).isBetween(1L, CohortStore.CLAIM_MILLIS);
  }

  @Test
  void takesLessThan16KibibytesForACohortWithAllThatIsHeld() throws Exception {
    Set<Long> chosen = new HashSet<>();
    Random random = new Random(1);
    see(NOW, List.of(CARD), 300);
    while (chosen.size() < CohortStore.SAMPLE) {
      chosen.add(random.nextLong());
    }
    Finding finding =
        new Finding(1 / 3.0, 1e6 / 7, 1L << 40, .1, .2, .3, .4, .5, 1 / 9.0, .7, .8, 256, 256);
    Judgement judgement =
        new Judgement(CARD, Standing.CONFIRMED, NOW, chosen, finding, "", NOW, NOW);
    Requests.get(cohorts.judge(List.of(judgement), NOW));
    long bytes = jedis.memoryUsage(keys.sample(CARD));
    int shard = Shards.of(CARD);
    for (byte[] key :
        List.of(keys.due(shard), keys.judgements(shard), keys.judged(shard), keys.held(shard))) {
      // The key itself included, which all cohorts of the shard share.
      bytes += jedis.memoryUsage(key);
    }
    assertThat(bytes).isLessThan(16 * 1024);
  }

  private static List<Cohort.Key> cohorts(int count) {
    return LongStream.range(0, count).mapToObj(i -> new Cohort.Key("ip", i)).toList();
  }

  private void see(long now, List<Cohort.Key> in, int members) throws Exception {
    Requests.get(
        cohorts.observe(
            in.stream()
                .flatMap(
                    key ->
                        LongStream.range(0, members)
                            .mapToObj(id -> new Sighting(key, member(id, now))))
                .toList(),
            now));
  }

  private void hold(long now, List<Cohort.Key> of, Standing standing) throws Exception {
    Requests.get(
        cohorts.judge(
            of.stream()
                .map(key -> new Judgement(key, standing, now, Set.of(), Finding.NONE, "", now, now))
                .toList(),
            now));
  }

  private long total(String set) {
    return jedis.keys("*:h:" + set).stream().mapToLong(jedis::zcard).sum();
  }

  private static Member member(long id, long now) {
    return new Member(
        id, 0, Level.NONE, 0, false, false, now, now, new Activity(1, 1, 1), ModelUse.NONE);
  }
}
