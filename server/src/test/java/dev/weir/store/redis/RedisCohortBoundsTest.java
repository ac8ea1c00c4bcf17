package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.weir.testing.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** That no flood takes memory of Redis without end, and that what is not seen is forgotten. */
final class RedisCohortBoundsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int MOST = 10 * Shards.COUNT;
  private static final long BYTES = 2L * MOST * RedisCohorts.HELD_BYTES;
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
    cohorts = new RedisCohorts(router, keys, BYTES);
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
  void keepsCohortsWithinTheirRoomAndThoseThatWereSeenLast() throws Exception {
    hold(NOW, List.of(CARD), Standing.CONFIRMED);
    see(NOW, List.of(CARD), 2);
    List<Cohort.Key> values = cohorts(20_000);
    for (int from = 0; from < values.size(); from += 100) {
      see(NOW + from, values.subList(from, from + 100), 2);
    }
    assertThat(room()).isBetween(BYTES / 2 * 9 / 10, BYTES / 2);
    assertThat(Requests.get(cohorts.find(values.getLast()))).isPresent();
    assertThat(Requests.get(cohorts.find(values.getFirst()))).isEmpty();
    assertThat(Requests.get(cohorts.find(CARD)).orElseThrow().sample().size())
        .as("held")
        .isEqualTo(2);
    // The room itself is among the names, once in each shard.
    long kept = total("seen") - Shards.COUNT;
    assertThat(jedis.keys("*:m:*")).hasSize((int) kept + 1);
    assertThat(total("due")).isLessThanOrEqualTo(kept + 1);
    assertThat(jedis.keys("*:m:*"))
        .filteredOn(key -> jedis.pttl(key) < 0)
        .as("all but what is held end by themselves")
        .containsExactly(new String(keys.sample(CARD), StandardCharsets.UTF_8));
  }

  /** By what Redis itself says it uses: for small cohorts, for large ones, and for long names. */
  @ParameterizedTest
  @CsvSource({"1, ip", "2, ip", "3, verified_document_of_the_owner", "16, ip", "256, ip"})
  void takesNoMoreMemoryThanItsRoom(int members, String trait) throws Exception {
    // What Redis takes for connections and scripts, it has taken by then.
    see(NOW, List.of(CARD), 2);
    long before = memory();
    int count = (int) (2 * BYTES / 2 / (40L * members + 300));
    for (int from = 0; from < count; from += 100) {
      see(NOW + from, cohorts(trait, from, 100), members);
    }
    assertThat(memory() - before).isBetween(BYTES / 2 * 6 / 10, BYTES / 2);
  }

  @Test
  void givesRoomBackForWhatIsForgottenOrHeld() throws Exception {
    see(NOW, cohorts(100), 3);
    see(NOW, List.of(CARD), 3);
    long all = room();
    hold(NOW, List.of(CARD), Standing.CONFIRMED);
    assertThat(room()).as("held").isLessThan(all);
    see(NOW, List.of(CARD), 9);
    hold(NOW, List.of(CARD), Standing.OBSERVED);
    assertThat(room()).as("held no more, and larger").isGreaterThan(all);
    long later = NOW + CohortStore.FORGOTTEN_MILLIS;
    for (int i = 0; i < 4; i++) {
      see(later + i, cohorts(100), 3);
    }
    see(later, List.of(CARD), 3);
    assertThat(room()).as("all were forgotten, and seen again").isEqualTo(all + 6 * 40);
  }

  @Test
  void forgetsNothingThatWasSeenSinceItWasToMakeRoom() throws Exception {
    see(NOW, List.of(CARD), 2);
    int shard = Shards.of(CARD);
    List<byte[]> touched = new ArrayList<>(List.of(keys.due(shard), keys.seen(shard)));
    List<byte[]> arguments = new ArrayList<>(List.of(Keys.bytes("100000")));
    keys.addSamples(scored(keys.seen(shard)), touched, arguments);
    see(NOW + 1, List.of(CARD), 2);

    send(shard, Script.FORGET, touched, arguments);
    assertThat(jedis.exists(keys.sample(CARD))).isTrue();

    arguments.set(2, scored(keys.seen(shard)).getLast());
    send(shard, Script.FORGET, touched, arguments);
    assertThat(jedis.exists(keys.sample(CARD))).isFalse();
    assertThat(room()).isZero();
  }

  @Test
  void goesOnHoldingWhatWasJudgedSinceItWasToMakeRoom() throws Exception {
    see(NOW, List.of(CARD), 2);
    hold(NOW, List.of(CARD), Standing.PROBING);
    int shard = Shards.of(CARD);
    List<byte[]> touched =
        new ArrayList<>(
            List.of(
                keys.judgements(shard),
                keys.judged(shard),
                keys.held(shard),
                keys.lifted(shard),
                keys.seen(shard)));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(new Packed.Writer(16).number(6, NOW).number(6, 1_000).number(4, 10).toBytes());
    keys.addSamples(scored(keys.held(shard)), touched, arguments);
    hold(NOW + 1, List.of(CARD), Standing.CONFIRMED);

    send(shard, Script.LIFT, touched, arguments);
    assertThat(Requests.get(cohorts.judgements(0)))
        .extracting(Judgement::standing)
        .containsExactly(Standing.CONFIRMED);
    assertThat(room()).isZero();

    arguments.set(2, scored(keys.held(shard)).getLast());
    send(shard, Script.LIFT, touched, arguments);
    assertThat(Requests.get(cohorts.judgements(0))).isEmpty();
    assertThat(room()).as("its members take room again").isPositive();
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
    assertThat(room()).as("its members take room again").isPositive();
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
  void keepsAtMostSoManyAnswersAndThoseThatCameLast() throws Exception {
    int most = (1 << 20) / Shards.COUNT;
    List<Long> accounts =
        LongStream.range(0, 100_000_000)
            .filter(account -> Shards.of(account) == 0)
            .limit(most + 4_000)
            .boxed()
            .toList();
    for (int from = 0; from < accounts.size(); from += 1_000) {
      long now = NOW + from;
      Requests.get(
          cohorts.answer(
              accounts.subList(from, Math.min(accounts.size(), from + 1_000)).stream()
                  .map(account -> new Answer(account, now, CARD, Level.PAYMENT, 0, now, false))
                  .toList(),
              now));
    }
    assertThat(jedis.zcard(keys.answered(0))).isEqualTo(most);
    assertThat(jedis.hlen(keys.answers(0))).isEqualTo(most);
    assertThat(jedis.pttl(keys.answers(0))).isPositive();
    assertThat(Requests.get(cohorts.answers(NOW + 60_000)))
        .extracting(Answer::account)
        .contains(accounts.getLast());
  }

  @Test
  void takesLessThanItIsCountedForWithAllThatIsHeld() throws Exception {
    Set<Long> chosen = new HashSet<>();
    Random random = new Random(1);
    see(NOW, List.of(CARD), 300);
    while (chosen.size() < CohortStore.SAMPLE) {
      chosen.add(random.nextLong());
    }
    Finding finding =
        new Finding(1 / 3.0, 1e6 / 7, 1L << 40, .1, .2, .3, .4, .5, 1 / 9.0, .7, .8, 256, 256);
    Judgement judgement =
        new Judgement(CARD, Standing.CONFIRMED, NOW, NOW - 1, chosen, finding, "", NOW, NOW);
    Requests.get(cohorts.judge(List.of(judgement), NOW));
    long bytes = jedis.memoryUsage(keys.sample(CARD));
    int shard = Shards.of(CARD);
    for (byte[] key :
        List.of(keys.due(shard), keys.judgements(shard), keys.judged(shard), keys.held(shard))) {
      // The key itself included, which all cohorts of the shard share.
      bytes += jedis.memoryUsage(key);
    }
    assertThat(bytes).isLessThan(RedisCohorts.HELD_BYTES).isLessThan(16 * 1_024);
  }

  /** By what Redis itself says it uses: in one cohort, and asked. */
  @Test
  void takesLessThanOneKibibyteForAnAccount() throws Exception {
    see(NOW, cohorts(100), 2);
    Requests.get(
        cohorts.answer(List.of(new Answer(1, NOW, CARD, Level.PAYMENT, 0, NOW, false)), NOW));
    long before = memory();
    int accounts = 100 * 100;
    see(NOW, cohorts(100), 2 + accounts / 100);
    Requests.get(
        cohorts.answer(
            LongStream.range(0, accounts)
                .mapToObj(
                    account -> new Answer(account << 32, NOW, CARD, Level.PAYMENT, 0, NOW, false))
                .toList(),
            NOW));
    assertThat((memory() - before) / accounts).isBetween((long) SampleCodec.MEMBER_BYTES, 1_024L);
  }

  /** In as many samples as an account can be that shares nine traits and a template. */
  @Test
  void takesLessThanOneKibibyteForAnAccountInAllItsSamples() throws Exception {
    int samples = 100;
    int members = 200;
    see(NOW, cohorts(1), 2);
    long before = memory();
    for (int from = 0; from < samples; from += 10) {
      see(NOW, cohorts("template", from, 10), members);
    }
    assertThat(26 * (memory() - before) / ((long) samples * members))
        .isBetween(26L * SampleCodec.MEMBER_BYTES, 1_024L);
  }

  private static List<Cohort.Key> cohorts(int count) {
    return cohorts("ip", 0, count);
  }

  private static List<Cohort.Key> cohorts(String trait, int from, int count) {
    return LongStream.range(from, from + count).mapToObj(i -> new Cohort.Key(trait, i)).toList();
  }

  private List<byte[]> scored(byte[] set) {
    return jedis.zrangeWithScores(set, -1, -1).stream()
        .flatMap(
            one ->
                Stream.of(one.getBinaryElement(), Keys.bytes(Long.toString((long) one.getScore()))))
        .toList();
  }

  private void send(int shard, Script script, List<byte[]> touched, List<byte[]> arguments)
      throws Exception {
    Command command = Command.call(script, touched, arguments.toArray(byte[][]::new));
    assertThat(Requests.get(router.send(Shards.tag(shard), command).thenApply(Replies::list)))
        .as("nothing else has to make room")
        .isEmpty();
  }

  /** Returns the room that all cohorts take of which nothing is held, as Weir counts it. */
  private long room() {
    return jedis.keys("*:h:seen").stream()
        .mapToLong(key -> (long) (double) jedis.zscore(key, ""))
        .sum();
  }

  private long memory() {
    return jedis
        .info("memory")
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .sum();
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
                .map(
                    key ->
                        new Judgement(
                            key, standing, now, now, Set.of(), Finding.NONE, "", now, now))
                .toList(),
            now));
  }

  private long total(String set) {
    return jedis.keys("*:h:" + set).stream().mapToLong(jedis::zcard).sum();
  }

  private static Member member(long id, long now) {
    return new Member(
        id, 0, Level.NONE, 0, false, false, now, now, Activity.at(now), ModelUse.NONE);
  }
}
